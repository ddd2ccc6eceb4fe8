import ArgumentParser

struct ServiceUninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Stop the service and remove its file.",
        discussion: "The clients' settings stay; argo-shim uninstall takes them back.")

    func run() throws {
        let control = ServiceControl.ofThisProcess
        guard try control.text() != nil else {
            return Console.note("There is no service: \(control.manager.file) does not exist.")
        }
        for command in control.manager.stopping {
            switch control.run(command) {
            case .succeeded: break
            case .failed(let words): Console.warning("It did not stop: \(words)")
            case .unavailable(let words): Console.warning("Nobody can be asked to stop it: \(words)")
            }
        }
        try control.remove()
        if control.manager.kind == .systemd {
            // Where nobody answers there is nobody to forget it either.
            _ = control.run(["systemctl", "--user", "daemon-reload"])
        }
        Console.note("Removed \(control.manager.file)")
    }
}
