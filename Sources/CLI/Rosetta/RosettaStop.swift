import ArgumentParser

struct RosettaStop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "Stop the gateway that start has started.")

    func run() async throws {
        guard let processID = try await RosettaControl(gateway: .ofThisProcess).stop() else {
            return Console.note("The gateway does not run.")
        }
        Console.note("The gateway is stopped; it was process \(processID).")
    }
}
