import ArgumentParser

/// What `start` runs in the background.
struct RosettaRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run the gateway in the foreground.", shouldDisplay: false)

    @OptionGroup var options: RosettaOptions

    func run() throws {
        try RosettaGateway.ofThisProcess.become(with: try options.configuration())
    }
}
