import ArgumentParser
import LosslessJSON
import Shim

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Ask a model something through the running shim.",
        discussion: """
            The answer is printed as it comes; how long it took is said on standard error. Of a model for embeddings the number of \
            dimensions is printed.
            """)

    @Argument(help: "The model, in any of its names: argo-shim models.")
    var model: String

    @Argument(help: "What to ask.")
    var text: String

    @OptionGroup var instance: InstanceOption

    func run() async throws {
        let timing = try await LiveShim(instance).ask { shim in
            if try await isForEmbeddings(shim) { return try await EmbeddingAttempt(model: model, text: text).run(on: shim) }
            return try await TryAttempt().run(on: shim, conversation.serialized)
        }
        Console.note(timing.words)
    }

    private var conversation: JSONValue {
        [
            "model": .string(model), "stream": true, "stream_options": ["include_usage": true],
            "messages": [["role": "user", "content": .string(text)]],
        ]
    }

    /// What the list of models says. Of a model that it does not have, the answer to the question says more.
    private func isForEmbeddings(_ shim: LoopbackRequest) async throws -> Bool {
        let reply = try await shim.get("/v1/models/" + PercentEncoding.encoded(model))
        guard reply.status == 200, let document = try? JSONDocument(reply.body),
            let capabilities = document.value(at: ["argo_shim", "capabilities"]), capabilities.kind == .array
        else { return false }
        return document.elements(of: capabilities).compactMap(document.string) == ["embedding"]
    }
}
