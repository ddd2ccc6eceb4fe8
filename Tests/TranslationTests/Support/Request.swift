import LosslessJSON
@testable import Translation

/// A request of the tests, translated and looked into.
struct Request {
    let body: JSONReader
    let notes: [TranslationNote]
    let reply: AnswerContext

    init(_ text: String, from source: Dialect, to target: Dialect, _ change: (inout ModelTraits) -> Void = { _ in }) throws {
        var traits = Sample.traits
        change(&traits)
        let translated = try RequestTranslation(Array(text.utf8), from: source).encoded(for: target, traits: traits)
        body = try JSONReader(translated.body)
        // What there is none of is left out: a null is refused by some, and read as nothing by the tests.
        let nulls = String(decoding: translated.body, as: UTF8.self).replacing(#""content":null"#, with: "")
        if nulls.contains(":null") { throw GrammarViolation("a null stands in \(nulls)") }
        notes = translated.notes
        reply = translated.reply
    }

    /// The value at a path such as `messages[0].content`, as it is spelled; nil where there is none.
    subscript(path: String) -> String? {
        value(path).map { String(decoding: $0.text, as: UTF8.self) }
    }

    func value(_ path: String) -> JSONReader? {
        var reader = body
        for step in path.split(separator: ".") {
            let fields = step.split(separator: "[")
            if !step.hasPrefix("["), let name = fields.first {
                guard let next = reader.value(String(name)) else { return nil }
                reader = next
            }
            for field in step.hasPrefix("[") ? fields[...] : fields.dropFirst() {
                guard let index = Int(field.dropLast()), let elements = reader.elements, elements.indices.contains(index) else {
                    return nil
                }
                reader = elements[index]
            }
        }
        return reader
    }

    var noted: [String] { notes.map(\.field) }

    /// The least request of a dialect, with more members.
    static func text(_ dialect: Dialect, _ members: String = "") -> String {
        let more = members.isEmpty ? "" : "," + members
        return switch dialect {
        case .chat: #"{"model":"the-model","messages":[{"role":"user","content":"Hi"}]\#(more)}"#
        case .responses: #"{"model":"the-model","input":"Hi"\#(more)}"#
        case .messages: #"{"model":"the-model","max_tokens":1000,"messages":[{"role":"user","content":"Hi"}]\#(more)}"#
        case .google: #"{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]\#(more)}"#
        }
    }

    /// What a translation refuses, and where.
    static func refusal(_ text: String, from source: Dialect, to target: Dialect, _ change: (inout ModelTraits) -> Void = { _ in })
        -> String?
    {
        do {
            _ = try Request(text, from: source, to: target, change)
            return nil
        } catch let error as TranslationError {
            return error.path
        } catch {
            return "\(error)"
        }
    }
}

/// What the tests' requests and answers have in common.
enum Sample {
    static let clientModel = "the-model"
    static let time = 1_700_000_000
    static let seed = "seed0123"

    static var context: AnswerContext { AnswerContext(model: clientModel, isStreaming: true, showsUsage: true) }

    static var traits: ModelTraits {
        var traits = ModelTraits(model: "upstream-model", maximumOutput: 64_000)
        traits.takesAudio = true
        return traits
    }

    static func events(_ data: [String]) -> [StreamEvent] {
        data.map { StreamEvent(data: Array($0.utf8)) }
    }

    /// Every pair of two dialects, upstream first.
    static let pairs: [(Dialect, Dialect)] = Dialect.allCases.flatMap { upstream in
        Dialect.allCases.filter { $0 != upstream }.map { (upstream, $0) }
    }
}

extension AnswerTranslation {
    /// As the function of a document, for answers that may be no JSON.
    static func translated(
        _ body: [UInt8], from upstream: Dialect, to client: Dialect, context: AnswerContext, seed: String, time: Int
    ) throws -> TranslatedAnswer {
        try translated(JSONDocument(body), from: upstream, to: client, context: context, seed: seed, time: time)
    }

    static func stream(
        _ body: [UInt8], from upstream: Dialect, to client: Dialect, context: AnswerContext, seed: String, time: Int
    ) throws -> [StreamEvent] {
        try stream(JSONDocument(body), from: upstream, to: client, context: context, seed: seed, time: time)
    }
}
