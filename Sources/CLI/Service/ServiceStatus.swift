import ArgumentParser
import SystemSupport

struct ServiceStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say whether there is a service, and whether it runs.",
        discussion: "Exit code 0: it runs; 5: it does not, or there is none.")

    func run() throws {
        let control = ServiceControl.ofThisProcess
        guard try control.text() != nil else {
            Console.line("no service (\(control.manager.file))")
            CurrentProcess.exit(.notRunning)
        }
        switch control.run(control.manager.query) {
        case .succeeded:
            Console.line("running (\(control.manager.file))")
        case .failed(let words):
            // systemd's word for it, such as "inactive" or "failed"; launchd has a sentence.
            Console.line("not running: \(words) (\(control.manager.file))")
            CurrentProcess.exit(.notRunning)
        case .unavailable(let words):
            Console.line("unknown: \(words) (\(control.manager.file))")
            CurrentProcess.exit(.notRunning)
        }
    }
}
