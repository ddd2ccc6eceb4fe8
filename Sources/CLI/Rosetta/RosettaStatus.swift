import ArgumentParser
import SystemSupport

struct RosettaStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell whether the gateway runs; exits with 5 when it does not.")

    func run() {
        let gateway = RosettaGateway.ofThisProcess
        guard let processID = gateway.processID else {
            Console.line("not running")
            CurrentProcess.exit(.notRunning)
        }
        let configuration = gateway.lastConfigurationPath
        let address = configuration.flatMap { RosettaConfiguration(contentsOf: $0)?.address }
        Console.line("running as process \(processID)" + (address.map { ", \($0)" } ?? ""))
        if let configuration { Console.line("configuration: \(configuration)") }
        Console.line("log: \(gateway.log)")
    }
}
