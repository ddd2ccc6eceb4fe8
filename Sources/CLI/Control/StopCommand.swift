import ArgumentParser
import TokenSync

struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop the shim, wherever it was started.",
        discussion: "Answers that are under way have ten seconds to finish.")

    @OptionGroup var instance: InstanceOption

    @Flag(name: .long, help: "Give all clients the settings back that they had before.")
    var restore = false

    func run() throws {
        if let running = try instance.running() {
            let process = try ShimStop(instance: running).run()
            Console.note("The shim on port \(running.port) is stopped" + (process.map { "; it was process \($0)." } ?? "."))
        } else {
            Console.note("No shim of yours runs here.")
        }
        if restore { try SettingsReturn(synchronizer: .ofThisProcess).run() }
    }
}
