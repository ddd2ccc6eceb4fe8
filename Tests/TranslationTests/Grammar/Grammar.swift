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
