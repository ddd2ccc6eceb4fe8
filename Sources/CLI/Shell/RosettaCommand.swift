import ArgumentParser
import Daemon
import SystemSupport
import TokenSync

struct RosettaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rosetta", abstract: "Start, stop or inspect the llm-rosetta gateway on this machine.",
        discussion: "The gateway gets the environment of this shell. It is recognized by a lock that it holds, not by its name.",
        subcommands: [RosettaStart.self, RosettaStop.self, RosettaRestart.self, RosettaStatus.self, RosettaRun.self])
}

/// Which configuration the gateway runs with.
struct RosettaOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Configuration file of the gateway (default: ~/.config/llm-rosetta-gateway/config.jsonc).", valueName: "file"),
        completion: .file())
    var config: String?

    /// - Parameter earlier: the file to take when none is named.
    /// - Throws: `Advice` when there is no readable one.
    func configuration(earlier: String? = nil) throws -> RosettaConfiguration {
        let paths = config.map { [$0] } ?? [earlier].compactMap { $0 } + RosettaConfiguration.paths(home: UserFolders.ofThisProcess.home)
        guard let configuration = RosettaConfiguration.first(of: paths) else {
            throw Advice(
                "No readable configuration for \(RosettaGateway.program) at \(paths.joined(separator: " or ")).",
                hints: ["Create one: \(RosettaGateway.program) init"])
        }
        return configuration
    }
}

struct RosettaStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Start the gateway in the background.")

    @OptionGroup var options: RosettaOptions

    func run() async throws {
        let gateway = RosettaGateway()
        if let processID = gateway.processID { return Console.note("The gateway is already running (process \(processID)).") }
        try await gateway.start(with: try options.configuration())
    }
}

struct RosettaStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop the gateway.")

    func run() async throws {
        guard let processID = try await RosettaGateway().stop() else {
            return Console.note("The gateway is not running.")
        }
        Console.note("Stopped the gateway (process \(processID)).")
    }
}

struct RosettaRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Restart the gateway, with the same configuration unless you give another.")

    @OptionGroup var options: RosettaOptions

    func run() async throws {
        let gateway = RosettaGateway()
        // Checked before the stop: if the gateway could not be started again, it should keep running.
        let configuration = try options.configuration(earlier: gateway.lastConfigurationPath)
        _ = try await gateway.stop()
        try await gateway.start(with: configuration)
    }
}

struct RosettaStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show whether the gateway is running; exits with 5 if it is not.")

    func run() {
        let gateway = RosettaGateway()
        guard let processID = gateway.processID else {
            Console.line("not running")
            CurrentProcess.exit(.notRunning)
        }
        let configuration = gateway.lastConfigurationPath
        let address = configuration.flatMap { RosettaConfiguration.first(of: [$0])?.address }
        Console.line("running as process \(processID)" + (address.map { ", \($0)" } ?? ""))
        if let configuration { Console.line("configuration: \(configuration)") }
        Console.line("log: \(gateway.log)")
    }
}

/// What `start` runs in the background.
struct RosettaRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the gateway in the foreground.", shouldDisplay: false)

    @OptionGroup var options: RosettaOptions

    func run() throws {
        try RosettaGateway().become(with: try options.configuration())
    }
}
