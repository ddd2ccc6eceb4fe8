import Daemon
import LosslessJSON
import NIOCore
import Shim

/// Reads a stream of Chat Completions for what a person wants to see of it.
struct ChatStreamReader {
    enum Event: Equatable {
        /// The next part of the answer.
        case text(String)
        /// Tokens of the request and of the answer.
        case usage(input: Int, output: Int)
        /// Why the answer ends.
        case finish(String)
        /// What went wrong, in words for people.
        case failure(String)
    }

    /// With the limit up to which the shim looks into events.
    private var splitter = EventSplitter(maximumEventBytes: 16 * 1024 * 1024)

    /// - Returns: what the complete events say.
    /// - Throws: `Advice` for an event that is longer than the shim looks into.
    mutating func receive(_ bytes: ByteBuffer) throws(Advice) -> [Event] {
        var events: [Event] = []
        splitter.receive(bytes)
        while let event = splitter.next() {
            guard event.isExamined else { throw Advice("A line of the answer is too long.") }
            events += Self.events(in: event.data)
        }
        _ = splitter.takeAll()
        return events
    }

    private static func events(in data: [UInt8]) -> [Event] {
        // Comments, empty events and the `[DONE]` at the end say nothing.
        guard let document = try? JSONDocument(data) else { return [] }
        if let error = document.value("error", of: document.root), error.kind != .null {
            return [.failure(document.value("message", of: error).flatMap(document.string) ?? "The answer was cut off by an error.")]
        }
        var events: [Event] = []
        if let choice = document.value("choices", of: document.root).flatMap({ document.elements(of: $0).first }) {
            for name in ["content", "refusal"] {
                let part = document.value("delta", of: choice).flatMap { document.value(name, of: $0) }.flatMap(document.string)
                if let part, !part.isEmpty { events.append(.text(part)) }
            }
            if let reason = document.value("finish_reason", of: choice).flatMap(document.string) { events.append(.finish(reason)) }
        }
        if let usage = document.value("usage", of: document.root), usage.kind == .object {
            let count = { document.value($0, of: usage).flatMap(document.integer) ?? 0 }
            events.append(.usage(input: count("prompt_tokens"), output: count("completion_tokens")))
        }
        return events
    }
}
