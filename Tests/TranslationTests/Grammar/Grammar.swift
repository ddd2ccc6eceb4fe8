@testable import Translation

/// Reads streams and whole answers of a dialect by its rules ("Streams, event by event"), and throws at the first breach.
enum Grammar {
    static func summary(ofStream events: [StreamEvent], in dialect: Dialect) throws -> AnswerSummary {
        for event in events where String(decoding: event.bytes, as: UTF8.self).split(separator: "\n").count > 2 {
            throw GrammarViolation("an event's data is one line")
        }
        switch dialect {
        case .chat:
            var grammar = ChatGrammar()
            for event in events { try grammar.read(event) }
            return try grammar.end()
        case .messages:
            var grammar = MessagesGrammar()
            for event in events { try grammar.read(event) }
            return try grammar.end()
        case .responses:
            var grammar = ResponsesGrammar()
            for event in events { try grammar.read(event) }
            return try grammar.end()
        case .google:
            var grammar = GoogleGrammar()
            for event in events { try grammar.read(event) }
            return try grammar.end()
        }
    }

    static func summary(ofBody body: [UInt8], in dialect: Dialect) throws -> AnswerSummary {
        let reader = try JSONReader(body)
        switch dialect {
        case .chat: return try ChatGrammar.summary(reader)
        case .messages: return try MessagesGrammar.summary(reader)
        case .responses: return try ResponsesGrammar.summary(response: reader)
        case .google:
            var grammar = GoogleGrammar()
            try grammar.read(reader)
            return try grammar.end()
        }
    }

    static func reader(_ event: StreamEvent) throws -> JSONReader {
        try require(try? JSONReader(event.data), "data is JSON: \(String(decoding: event.data, as: UTF8.self))")
    }
}

/// A rule of a stream's grammar that was broken.
struct GrammarViolation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

func require(_ condition: Bool, _ rule: @autoclosure () -> String) throws {
    if !condition { throw GrammarViolation(rule()) }
}

func require<Value>(_ value: Value?, _ rule: @autoclosure () -> String) throws -> Value {
    guard let value else { throw GrammarViolation(rule()) }
    return value
}

/// What an answer says, whichever dialect it is in: read by the tests themselves, not by the code that is tested.
struct AnswerSummary: Equatable {
    struct Call: Equatable {
        var id = ""
        var name: String
        var arguments: String
    }

    enum Ending: Equatable {
        case stop, length, calls, filtered, failed(String), none
    }

    var text = ""
    var refusal = ""
    var reasoning = ""
    var signatures: [String] = []
    var calls: [Call] = []
    var ending: Ending = .none
    var input = 0
    var cacheRead = 0
    var output = 0
}

/// What the grammars expect an answer to say of itself.
enum ExpectedAnswer {
    /// The model's name as the client spelled it.
    @TaskLocal static var model = "the-model"
    /// In seconds since 1970; nil where the clock says it.
    @TaskLocal static var time: Int? = 1_700_000_000

    static func isTime(_ seconds: Int?) -> Bool {
        guard let seconds else { return false }
        return seconds == time ?? seconds
    }
}
