import ArgumentParser
import LosslessJSON

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Ask a model something through the running shim.",
        discussion: "The answer is printed as it comes; how long it took is said on standard error.")

    @Argument(help: "The model, in any of its names: argo-shim models.")
    var model: String

    @Argument(help: "What to ask.")
    var text: String

    @OptionGroup var instance: InstanceOption

    func run() async throws {
        let body: JSONValue = [
            "model": .string(model), "stream": true, "stream_options": ["include_usage": true],
            "messages": [["role": "user", "content": .string(text)]],
        ]
        let attempt = TryAttempt()
        let timing = try await LiveShim(instance).ask { try await attempt.run(on: $0, body.serialized) }
        Console.note(timing.words)
    }
}
