import LosslessJSON

/// One text whose embedding is asked for.
struct EmbeddingAttempt {
    let model: String
    let text: String

    /// Prints how many dimensions the embedding has.
    ///
    /// - Returns: how long it took.
    /// - Throws: `Advice` for what is no embedding.
    func run(on shim: LoopbackRequest) async throws -> AnswerTiming {
        let body: JSONValue = ["model": .string(model), "input": .string(text)]
        let start = ContinuousClock.now
        let reply = try await shim.post("/v1/embeddings", body.serialized)
        guard reply.status == 200 else { throw Advice(reply) }
        // What is no JSON is no embedding.
        guard let document = try? JSONDocument(reply.body), let data = document.value("data", of: document.root),
            let first = document.elements(of: data).first, let embedding = document.value("embedding", of: first), embedding.kind == .array
        else { throw Advice("The answer holds no embedding.") }
        Console.line("An embedding of \(document.elements(of: embedding).count) dimensions.")
        var timing = AnswerTiming(total: ContinuousClock.now - start)
        let tokens = document.value(at: ["usage", "prompt_tokens"]).flatMap(document.integer) ?? 0
        timing.usage = .init(input: tokens, output: 0)
        return timing
    }
}
