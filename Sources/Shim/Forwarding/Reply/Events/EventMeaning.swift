import LosslessJSON
import Translation

/// What an event of a stream means for its course.
enum EventMeaning: Equatable {
    /// A comment, an empty event or a ping.
    case padding
    case content
    /// An event that may carry usage figures.
    case usage
    /// A chunk of Chat or Google that gives a reason for its choice's end, after which only usage and the mark of the end are due.
    case finish
    /// The stream's proper last event.
    case completion
    /// An error, after which nothing is due.
    case failure

    /// Reads an event by the rules of its stream's dialect.
    init(_ event: ServerSentEvent, in dialect: Dialect) {
        guard event.hasData else {
            self = .padding
            return
        }
        switch dialect {
        case .chat: self = Self.chat(event)
        case .messages: self = Self.messages(named: Self.typeName(of: event))
        case .responses: self = Self.responses(named: Self.typeName(of: event))
        case .google: self = Self.google(event)
        }
    }

    /// Reads the last event of a stream that ended without the empty line behind it: nil unless it is whole and ends the stream properly.
    init?(unterminated event: ServerSentEvent, in dialect: Dialect) {
        guard event.isExamined else { return nil }
        // An event that was cut off in its data is as good as missing.
        guard event.isData("[DONE]") || (try? JSONDocument(event.data)) != nil else { return nil }
        self.init(event, in: dialect)
        // Google's streams have no other mark of their end.
        let isEnd = self == .completion || self == .failure || self == .finish && dialect == .google
        if !isEnd { return nil }
    }

    /// The `event` field, or the `type` in the data of a stream that leaves out the field.
    private static func typeName(of event: ServerSentEvent) -> String {
        let name = event.name
        guard name.isEmpty else { return name }
        // What is not JSON has no type, and is content like every unknown event.
        guard let document = try? JSONDocument(event.data) else { return "" }
        return document.value("type", of: document.root).flatMap { document.string($0) } ?? ""
    }

    private static func messages(named name: String) -> EventMeaning {
        switch name {
        case "ping": .padding
        case "message_start", "message_delta": .usage
        case "message_stop": .completion
        case "error": .failure
        default: .content
        }
    }

    private static func responses(named name: String) -> EventMeaning {
        switch name {
        case "ping", "keepalive": .padding
        case "response.completed", "response.incomplete": .completion
        case "response.failed", "error": .failure
        default: .content
        }
    }

    private static func google(_ event: ServerSentEvent) -> EventMeaning {
        // What is not JSON says nothing of the stream's course.
        guard let document = try? JSONDocument(event.data) else { return .content }
        if document.value("error", of: document.root)?.kind == .object { return .failure }
        let candidates = document.value("candidates", of: document.root).map { document.elements(of: $0) } ?? []
        if candidates.contains(where: { document.value("finishReason", of: $0)?.kind == .string }) { return .finish }
        // A prompt that is blocked has no candidates (https://ai.google.dev/api/generate-content#PromptFeedback).
        let feedback = document.value("promptFeedback", of: document.root)
        if feedback.flatMap({ document.value("blockReason", of: $0) })?.kind == .string { return .finish }
        return .usage
    }

    private static func chat(_ event: ServerSentEvent) -> EventMeaning {
        if event.isData("[DONE]") { return .completion }
        if event.name == "ping" { return .padding }
        if event.name == "error" { return .failure }
        // Nearly every chunk is neither: it is not parsed.
        guard ChatMarks.stand(in: event), let document = try? JSONDocument(event.data) else { return .content }
        if let error = document.value("error", of: document.root), error.kind == .object || error.kind == .string { return .failure }
        let choices = document.value("choices", of: document.root).map { document.elements(of: $0) } ?? []
        if choices.contains(where: { document.value("finish_reason", of: $0)?.kind == .string }) { return .finish }
        return document.value("usage", of: document.root)?.kind == .object ? .usage : .content
    }
}
