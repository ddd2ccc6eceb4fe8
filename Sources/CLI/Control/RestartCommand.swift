import ArgumentParser
import Daemon
import Shim
import SystemSupport
import TokenSync

struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Restart a shim in the background, with its own options or with new ones.",
        discussion: """
            Without options, the new shim gets those of the old one; options that you give replace all of them. The new shim is a new \
            process, so this is how to switch to a new version. The tunnel stays open if the new shim needs the same one: the old process \
            keeps it, and no new login is needed. If it cannot stay open and you had to log in for it, the command asks first; without a \
            terminal it does not restart the shim.
            """)

    @Flag(name: .long, help: "Do not ask, even if a new login is needed.")
    var yes = false

    @OptionGroup var options: RunOptions

    func run() async throws {
        let isQuiet = options.verbosity.isQuiet
        let given = CurrentProcess.argumentsBehindVerb.filter { $0 != "--yes" }
        // The configuration file's port is that of the next shim; the one that runs may be older than the file.
        let port = TypedOptions(given).values[.port]?.number
        let running = try RunningInstances.ofThisProcess.chosen(port: port, standardPort: InstanceOption.standardPort)
        guard let running else { return try await BackgroundStart(arguments: given, options: options, isQuiet: isQuiet).run() }
        let status = try status(of: running)
        guard status.runsInBackground else {
            throw Advice(
                "The shim on port \(running.port) (process \(status.process)) does not run in the background.",
                hints: ["Press Ctrl-C in its terminal and start it again, or: argo-shim stop && argo-shim start"] + serviceHint)
        }
        // The port alone says which shim is meant, and a wish for quiet is about this command.
        let others = given.filter { !["-q", "--quiet"].contains($0) }
        let keepsOptions = others.isEmpty || others == ["--port", "\(running.port)"] || others == ["--port=\(running.port)"]
        let arguments = keepsOptions ? status.arguments : given
        // Checked before the stop: if the shim could not be started again, it should keep running.
        let options = try ConfiguredCommandLine.options(arguments)
        let plan = try RunPlan(options)
        let keepsTunnel = try await stop(running, status, route: try await routeToKeep(plan, status))
        defer {
            // It runs, whether it says so now or not.
            if keepsTunnel, !isQuiet, (try? self.status(of: running))?.tunnel?.keeper != nil {
                Console.note("The tunnel stayed up; no new login was needed.")
            }
        }
        try await BackgroundStart(arguments: arguments, options: options, isQuiet: isQuiet).run()
    }

    /// The route of the next shim, where the tunnel that is up may be the same; nil where there is nothing to keep.
    private func routeToKeep(_ plan: RunPlan, _ status: ShimStatus) async throws -> String? {
        // The keeper is found by the port, and another one's shim would not find it.
        guard plan.shim.port == status.port else { return nil }
        guard case .tunnel(let plan) = plan.path, let tunnel = status.tunnel, tunnel.state == .known(.up), tunnel.canBeKept == true else {
            return nil
        }
        // What the SSH configuration complains of is told by the shim that follows it.
        return try await plan.request.route(folders: .ofThisProcess, user: .ofThisProcess).identity
    }

    /// - Returns: whether the tunnel stays up.
    private func stop(_ running: Instance, _ status: ShimStatus, route: String?) async throws -> Bool {
        if let route {
            try checkConsent(status, tunnelStays: true)
            if try ShimStop(instance: running).run(keeping: route) { return true }
        }
        try checkConsent(status, tunnelStays: false)
        _ = try ShimStop(instance: running).run()
        return false
    }

    /// A connection that a person has logged in for and that ends with the restart asks them again.
    ///
    /// - Throws: `Advice` where the shim is to run on.
    private func checkConsent(_ status: ShimStatus, tunnelStays: Bool) throws(Advice) {
        let ending = [tunnelStays ? nil : status.tunnel, status.relay?.route]
        guard !yes, ending.contains(where: { $0?.state == .known(.up) && $0?.hasTakenPerson == true }) else { return }
        let connection = tunnelStays ? "relay" : "tunnel"
        let words = "A restart closes the \(connection) of the shim on port \(status.port), and you must log in again"
        guard CurrentProcess.isInteractive else {
            throw Advice(
                words + ". Nothing was changed.",
                hints: [
                    "Run it in a terminal, to log in: argo-shim restart", "Restart anyway: argo-shim restart --yes",
                    "Reload settings without a restart: argo-shim reload",
                ], exitCode: .needsLogin)
        }
        let answer = Console.answer(to: words + ".\nRestart it? yes or no [no]: ")?.lowercased()
        guard answer == "yes" || answer == "y" else { throw Advice("Nothing was changed. The shim keeps running.") }
    }

    private var serviceHint: [String] {
        let control = ServiceControl.ofThisProcess
        // A service's file that cannot be read is not ours, as far as this command can tell.
        guard (try? control.text()) != nil else { return [] }
        return ["If it is the service: " + control.manager.restarting.joined(separator: " ")]
    }

    private func status(of instance: Instance) throws -> ShimStatus {
        if case .status(let status) = try ControlClient(instance).reply(to: .status) { return status }
        throw Advice(.noAnswer, instance)
    }
}

struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Reload settings, token and models in a running shim, without dropping a stream.",
        discussion: """
            Reloads log-level and api-key-helper from the configuration file, the token and Argo's list of models, and updates the \
            clients' settings. The signal SIGHUP does the same. Other changes in the file are listed, and need `argo-shim restart`.
            """)

    @OptionGroup var instance: InstanceOption

    func run() throws {
        guard case .done(let lines) = try ControlClient(instance.required()).reply(to: .reload) else { return }
        for line in lines { Console.note(line) }
    }
}
