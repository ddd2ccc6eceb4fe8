import ArgumentParser
import Daemon
import Logging
import NIOConcurrencyHelpers
import Shim
import SystemSupport
import TokenSync

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the shim in the foreground (the default).",
        discussion: """
            If your shim is already running on the same port, it updates the clients' settings, and this command exits. To run the shim in \
            the background, use `argo-shim start`.
            """)

    @OptionGroup var options: RunOptions

    func run() async throws {
        try await ShimLaunch(options: options, arguments: CurrentProcess.argumentsBehindVerb).run()
    }
}

/// The way from a command line to a shim that runs, or to the one that runs already.
struct ShimLaunch {
    let options: RunOptions
    /// The same, as they were typed.
    let arguments: [String]
    var isInBackground = false
    var broker = PromptBroker()
    /// Where the shim's way is to be lent to other machines; nil for nowhere.
    var relay: RelayBinding?
    /// Takes each line of the log, with its end.
    var log: @Sendable (String) -> Void = CurrentProcess.writeToStandardError

    func run() async throws {
        let threshold = LogThreshold(options.lowestLevel)
        let logger = Logger.lines(options.logFormat, threshold, write: log)
        let folders = UserFolders.ofThisProcess
        let configured = try ConfigLayers(of: arguments, folders: folders).services
        let plan = try RunPlan(
            options, user: .ofThisProcess, modelCachePath: folders.state + "/models.json",
            services: ProviderPlan(configured, folders: folders, leavesALCFOut: options.requests.leavesALCFOut))
        let statusOutput = StatusOutput(
            format: options.logFormat, isInBackground: isInBackground, isQuiet: options.verbosity.isQuiet, logger: logger)
        for warning in plan.warnings { statusOutput.warning(warning) }
        let file = TokenFile(folder: folders.state)
        let loaded = try file.loadOrCreate()
        for warning in loaded.warnings { statusOutput.warning(warning.description) }
        let acquisition = InstanceAcquisition(folders: folders, isInBackground: isInBackground, statusOutput: statusOutput)
        // A port that the system chooses is nobody's yet.
        let instanceLock: InstanceLock?
        switch plan.shim.port == 0 ? .none : try acquisition.take(port: plan.shim.port) {
        case .running(let status):
            if let relay { return try await RelayRequest(instance: acquisition.instance(port: status.port), binding: relay).run() }
            return AlreadyRunningNotice(status: status, options: options).tell()
        case .taken(let taken): instanceLock = taken
        case .none: instanceLock = nil
        }
        defer { instanceLock?.leave() }
        let tokens = LiveTokens(file: file, tokens: loaded.tokens)
        var shim = plan.shim
        if !options.requests.keepsNoAnswers { shim.responseFolder = folders.state + "/responses" }
        let reload = try ConfigReload(arguments: arguments, folders: folders, threshold: threshold)
        let path = try await plan.path.ready(
            instanceLock: instanceLock, folders: folders, token: { tokens.current.secret }, broker: broker, statusOutput: statusOutput,
            logger: logger)
        let daemon = ShimDaemon(
            shim: shim, path: path, tokens: tokens,
            settings: settingsSync(
                tokens, ConfiguredModels(configured, folders: folders, leavesALCFOut: options.requests.leavesALCFOut), statusOutput),
            configuration: { reload.run() }, access: options.access.plan,
            instanceLock: instanceLock, acquisition: acquisition, broker: broker,
            start: StartFacts(unixTime: ClockReading.unixTime, isInBackground: isInBackground, arguments: arguments),
            statusOutput: statusOutput, logger: logger, relay: relay,
            distantRelay: options.relay.relay.map { ($0, options.relay.relayPort, options.tunnel.sshConfig) })
        try await daemon.run()
    }

    /// Nil when the user keeps the settings by hand.
    private func settingsSync(_ tokens: LiveTokens, _ others: ConfiguredModels, _ statusOutput: StatusOutput) -> SettingsSync? {
        guard !options.access.noUpdateSettings else { return nil }
        return SettingsSync(
            synchronizer: .ofThisProcess, tokens: tokens, helper: options.access.apiKeyHelper, otherModels: others,
            program: CurrentProcess.programPath, statusOutput: statusOutput)
    }
}

/// What is said to somebody who starts a shim that runs already.
struct AlreadyRunningNotice {
    let status: ShimStatus
    let options: RunOptions

    func tell() {
        guard !options.verbosity.isQuiet else { return }
        let place = "port \(status.port) (process \(status.process))"
        Console.note("A shim is already running on \(place), since \(LocalTime.dateAndTime(status.startedAt)).")
        if !options.access.noUpdateSettings {
            Console.note("The clients' settings are \(status.isAnnounced ? "up to date" : "written when it is up").")
        }
        let arguments = CurrentProcess.argumentsBehindVerb
        if !arguments.isEmpty, arguments != status.arguments {
            Console.note("It keeps the options that it was started with. Change them: argo-shim restart OPTIONS")
        }
    }
}
