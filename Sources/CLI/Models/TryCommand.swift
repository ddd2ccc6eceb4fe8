import ArgumentParser
import Daemon
import LosslessJSON
import NIOCore
import NIOHTTP1
import Shim

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try", abstract: "Send a text to a model through the running shim.",
        discussion: """
            Prints the answer as it arrives, and its timing on standard error. For an embedding model, prints the number of dimensions.
            """)

    @Argument(help: "The model, by any of its names (list them: argo-shim models).")
    var model: String

    @Argument(help: "The text to send.")
    var text: String

    @OptionGroup var instance: InstanceOption

    /// An error has some hundred bytes; of more the beginning is enough.
    private static let largestError = 64 * 1024

    func run() async throws {
        let timing = try await LoopbackRequest(to: instance).ask { shim in
            try await isForEmbeddings(shim) ? try await embed(shim) : try await converse(shim)
        }
        Console.note(timing.words)
    }

    /// What the list of models says. Of a model that it does not have, the answer to the question says more.
    private func isForEmbeddings(_ shim: LoopbackRequest) async throws -> Bool {
        let reply = try await shim.get("/v1/models/" + PercentEncoding.encoded(model))
        guard reply.status == 200, let document = try? JSONDocument(reply.body),
            let capabilities = document.value(at: ["argo_shim", "capabilities"]), capabilities.kind == .array
        else { return false }
        return document.elements(of: capabilities).compactMap(document.string) == ["embedding"]
    }

    /// Shows an answer as it comes.
    ///
    /// - Throws: `Advice` for something that is not an answer, or not a complete one.
    private func converse(_ shim: LoopbackRequest) async throws -> AnswerTiming {
        let body: JSONValue = [
            "model": .string(model), "stream": true, "stream_options": ["include_usage": true],
            "messages": [["role": "user", "content": .string(text)]],
        ]
        let start = ContinuousClock.now
        var timing = AnswerTiming()
        var reader = ChatStreamReader()
        var error: [UInt8] = []
        var end: String?
        let status = try await shim.withReply(to: .POST, "/v1/chat/completions", body.serialized) { reply in
            while let piece = try await reply.next() {
                timing.firstByte = timing.firstByte ?? ContinuousClock.now - start
                guard reply.status == 200 else {
                    error += piece.readableBytesView.prefix(Self.largestError - error.count)
                    continue
                }
                for event in try reader.receive(piece) {
                    switch event {
                    case .text(let text): Console.piece(text)
                    case .usage(let input, let output): timing.usage = .init(input: input, output: output)
                    case .finish(let reason): end = reason
                    case .failure(let words): throw Advice("The answer was cut off: \(words)")
                    }
                }
            }
            return reply.status
        }
        guard status == 200 else { throw Advice(LoopbackRequest.Reply(status: status, body: error)) }
        guard let end else { throw Advice("The answer was cut off: its end is missing.") }
        Console.line()
        if end == "length" { Console.note("The answer reached the model's output limit and was cut off.") }
        timing.total = ContinuousClock.now - start
        return timing
    }

    /// Prints how many dimensions the embedding has.
    ///
    /// - Throws: `Advice` for what is no embedding.
    private func embed(_ shim: LoopbackRequest) async throws -> AnswerTiming {
        let body: JSONValue = ["model": .string(model), "input": .string(text)]
        let start = ContinuousClock.now
        let reply = try await shim.post("/v1/embeddings", body.serialized)
        guard reply.status == 200 else { throw Advice(reply) }
        // What is no JSON is no embedding.
        guard let document = try? JSONDocument(reply.body), let data = document.value("data", of: document.root),
            let first = document.elements(of: data).first, let embedding = document.value("embedding", of: first), embedding.kind == .array
        else { throw Advice("The answer contains no embedding.") }
        Console.line("An embedding of \(document.elements(of: embedding).count) dimensions.")
        let tokens = document.value(at: ["usage", "prompt_tokens"]).flatMap(document.integer) ?? 0
        return AnswerTiming(total: ContinuousClock.now - start, usage: .init(input: tokens, output: 0))
    }
}

/// How long an answer took, and how much it was.
struct AnswerTiming: Equatable {
    var firstByte: Duration?
    var total = Duration.zero
    /// Tokens of the request and of the answer, where the model tells them.
    var usage: Usage?

    struct Usage: Equatable {
        let input: Int
        let output: Int
    }

    /// One line.
    var words: String {
        let first = firstByte.map { "First byte after \(Self.seconds($0)), all" } ?? "All"
        return "\(first) after \(Self.seconds(total))" + (tokens.map { "; tokens: \($0)." } ?? ".")
    }

    /// Argo fills in 0 where it does not know.
    private var tokens: String? {
        let known = [(usage?.input ?? 0, "in"), (usage?.output ?? 0, "out")].filter { $0.0 > 0 }
        return known.isEmpty ? nil : known.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// In seconds with two places: less is noise.
    private static func seconds(_ duration: Duration) -> String {
        let hundredths = (duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000 + 5) / 10
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
    }
}
