import Daemon
import LosslessJSON

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

    /// The longest line that is kept: the shim passes on events of up to this size.
    private static let largestLine = 16 * 1024 * 1024

    private var line: [UInt8] = []

    /// - Returns: what the complete lines say.
    /// - Throws: `Advice` for a line that does not end.
    mutating func receive(_ bytes: some Sequence<UInt8>) throws(Advice) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            guard byte == 0x0A || byte == 0x0D else {
                line.append(byte)
                continue
            }
            events += Self.events(in: line)
            line.removeAll(keepingCapacity: true)
        }
        guard line.count <= Self.largestLine else { throw Advice("A line of the answer is too long.") }
        return events
    }

    private static func events(in line: [UInt8]) -> [Event] {
        // Comments, empty lines and the `[DONE]` at the end say nothing.
        guard line.starts(with: "data:".utf8), let document = try? JSONDocument(Array(line.dropFirst(5))) else { return [] }
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
