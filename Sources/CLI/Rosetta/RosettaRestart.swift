import ArgumentParser

struct RosettaRestart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stop the gateway and start it, with the configuration that it had.")

    @OptionGroup var options: RosettaOptions

    func run() async throws {
        let control = RosettaControl(gateway: .ofThisProcess)
        // Before it is stopped: a gateway that could not be started again had better run on.
        let configuration = try options.configuration(earlier: control.gateway.lastConfigurationPath)
        _ = try await control.stop()
        try await control.start(with: configuration)
    }
}
