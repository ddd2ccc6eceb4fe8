import ArgumentParser
import Daemon
import SystemSupport
import TokenSync

struct ServiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Run argo-shim as a service, which starts at login and again after a crash.",
        discussion: "The service is a LaunchAgent on macOS and a unit of `systemd --user` on Linux. It needs no root.",
        subcommands: [ServiceInstall.self, ServiceUninstall.self, ServiceStatus.self])
}

struct ServiceInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install the service, and start it now and at each login.",
        usage: "argo-shim service install [--print] [-- <options of run> ...]",
        discussion: """
            Arguments after -- are options of `argo-shim run`. A service has no terminal, so SSH must work without questions: use an \
            agent, or a key without a passphrase.
            """)

    @Flag(name: .long, help: "Print the service file; write nothing.")
    var print = false

    @Argument(parsing: .postTerminator, help: "Options of `argo-shim run`.")
    var options: [String] = []

    func validate() throws {
        do {
            // A service that ends at once with a complaint in a journal helps nobody.
            _ = try RunOptions.parse(options)
        } catch {
            throw ValidationError("Invalid options for argo-shim run: \(RunOptions.message(for: error))")
        }
        guard CurrentProcess.programPath.hasPrefix("/") else {
            throw ValidationError("Run argo-shim by its full path: /path/to/argo-shim service install")
        }
    }

    func run() throws {
        try checkWithConfiguration()
        let folders = UserFolders.ofThisProcess
        let control = ServiceControl.ofThisProcess
        let definition = ServiceDefinition(
            program: CurrentProcess.programPath, options: options, environment: folders.environment,
            log: ServiceDefinition.log(state: folders.state))
        let text = try control.manager.text(definition, runtimeFolder: folders.environment["XDG_RUNTIME_DIR"])
        if print { return Console.line(text.hasSuffix("\n") ? String(text.dropLast()) : text) }

        let earlier = try control.text()
        if earlier != nil, control.manager.kind == .launchd {
            // launchd keeps what it has read; it fails where nothing was loaded, which is as well.
            for command in control.manager.stopping { _ = control.run(command) }
        }
        if earlier != text { try control.write(text) }
        Console.note("\(earlier == text ? "Nothing to change in" : "Wrote") \(control.manager.file)")
        try start(control, log: definition.log)
    }

    /// The configuration file counts for the service too.
    private func checkWithConfiguration() throws {
        do {
            _ = try ConfiguredCommandLine.options(options)
        } catch {
            throw Advice(error)
                ?? Advice(
                    "Invalid options together with the configuration file: \(RunOptions.message(for: error))",
                    hints: ["Show the settings: argo-shim config show"], exitCode: .usage)
        }
    }

    private func start(_ control: ServiceControl, log: String) throws {
        for command in control.manager.starting {
            switch control.run(command) {
            case .succeeded: break
            case .failed(let words), .unavailable(let words):
                throw Advice(
                    "Cannot start the service: \(words)",
                    hints: ["In a login session of your own, run:"]
                        + control.manager.starting.map { "  " + $0.joined(separator: " ") })
            }
        }
        Console.note("The service is running, and starts at each login. Status: argo-shim status; log: \(control.manager.logs(log))")
        if control.manager.kind == .systemd,
            case .succeeded("Linger=no") = control.run(["loginctl", "show-user", "\(CurrentProcess.userID)", "--property=Linger"])
        {
            Console.note("It stops when you log out. To keep it running, if this machine allows it: loginctl enable-linger")
        }
    }
}

struct ServiceUninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Stop and remove the service.",
        discussion: "The clients' settings stay; `argo-shim uninstall` restores them.")

    func run() throws {
        let control = ServiceControl.ofThisProcess
        guard try control.text() != nil else {
            return Console.note("The service is not installed: \(control.manager.file) does not exist.")
        }
        for command in control.manager.stopping {
            switch control.run(command) {
            case .succeeded: break
            case .failed(let words): Console.warning("The service did not stop: \(words)")
            case .unavailable(let words): Console.warning("Cannot stop the service: \(words)")
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

struct ServiceStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show whether the service is installed and running.",
        discussion: "Exits with 0 if the service is running, and with 5 if it is not running or not installed.")

    func run() throws {
        let control = ServiceControl.ofThisProcess
        guard try control.text() != nil else {
            Console.line("not installed (\(control.manager.file))")
            CurrentProcess.exit(.notRunning)
        }
        switch control.run(control.manager.query) {
        case .succeeded: return Console.line("running (\(control.manager.file))")
        // systemd's word for it, such as "inactive" or "failed"; launchd has a sentence.
        case .failed(let words): Console.line("not running: \(words) (\(control.manager.file))")
        case .unavailable(let words): Console.line("unknown: \(words) (\(control.manager.file))")
        }
        CurrentProcess.exit(.notRunning)
    }
}
