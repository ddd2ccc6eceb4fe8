import ArgumentParser

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct RosettaStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Start the gateway in the background.")

    @OptionGroup var options: RosettaOptions

    func run() async throws {
        let gateway = RosettaGateway.ofThisProcess
        if let processID = gateway.processID { return Console.note("The gateway runs already, as process \(processID).") }
        try await RosettaControl(gateway: gateway).start(with: try options.configuration())
    }
}
