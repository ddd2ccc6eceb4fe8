import ArgumentParser
import Daemon

struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop the shim, in the background or in a terminal.",
        discussion: "Responses in progress have ten seconds to finish.")

    @OptionGroup var instance: InstanceOption

    @Flag(name: .long, help: "Restore the earlier settings of all clients.")
    var restore = false

    func run() throws {
        if let running = try instance.running() {
            let process = try ShimStop(instance: running).run()
            Console.note("Stopped the shim on port \(running.port)" + (process.map { " (process \($0))." } ?? "."))
        } else {
            Console.note("No shim is running.")
        }
        if restore { try SettingsRestoreReport(synchronizer: .ofThisProcess).run() }
    }
}

/// Ends a shim, and waits until it has ended.
struct ShimStop {
    /// Streams have ten seconds to finish, and the tunnel a few to say good-bye.
    private static let patience = Duration.seconds(20)
    /// Without streams it ends within this.
    private static let briefPatience = Duration.seconds(1)

    let instance: Instance

    /// - Returns: the process that it was, as far as it is known.
    /// - Throws: `Advice` where it does not end.
    func run() throws(Advice) -> Int32? {
        let process = InstanceRecord(lock: instance.lock)?.process
        var isEnding = false
        do {
            _ = try ControlClient(instance).ask(.stop)
        } catch .noAnswer {
            // It may be ending already, and its process may stay for its tunnel.
            isEnding = true
        } catch {
            throw Advice(error, instance)
        }
        try waitForEnd(of: isEnding ? nil : process)
        return process
    }

    /// Ends the shim, and leaves its tunnel to the next one.
    ///
    /// - Parameter route: what the next one wants.
    /// - Returns: whether that is possible; else the shim runs on.
    /// - Throws: `Advice` where it does not end.
    func run(keeping route: String) throws(Advice) -> Bool {
        let process = InstanceRecord(lock: instance.lock)?.process
        // Where it gives no answer, nothing is kept.
        guard case .tunnelStays(let keeper) = try? ControlClient(instance).ask(.handOver(route: route)) else { return false }
        try waitForEnd(of: keeper == nil ? process : nil)
        return true
    }

    /// - Parameter process: the shim's; nil where it is not to end, or not known.
    private func waitForEnd(of process: Int32?) throws(Advice) {
        let client = ControlClient(instance)
        if client.waitForEnd(of: process, Self.briefPatience) { return }
        // Only somebody who sees it wonders.
        Console.progress("Waiting up to ten seconds for responses in progress …")
        defer { Console.endProgress() }
        guard client.waitForEnd(of: process, Self.patience) else { throw Advice(.noAnswer, instance) }
    }
}
