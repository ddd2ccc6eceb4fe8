import LosslessJSON
import NIOCore
import Translation

/// One event of a `text/event-stream`, as the bytes that spell it.
///
/// The format is the one of the HTML standard, section 9.2.6 "Interpreting an event stream".
package struct ServerSentEvent {
    /// All bytes of the event, the empty line at its end included.
    let bytes: ByteBuffer
    /// Whether the fields were read; an event above the splitter's limit comes in several pieces whose fields were not.
    package let isExamined: Bool
    /// Whether the event ends with these bytes.
    let isComplete: Bool
    /// Where the value of the last `event` field stands in `bytes`, counted from 0.
    let nameRange: Range<Int>?
    /// Where the values of the `data` fields stand in `bytes`, counted from 0.
    let dataRanges: DataRanges

    /// One range is the rule; more are kept apart so that the rule costs no allocation.
    struct DataRanges: Equatable {
        var first: Range<Int>?
        var others: [Range<Int>] = []

        mutating func append(_ range: Range<Int>) {
            if first == nil { first = range } else { others.append(range) }
        }
    }

    var hasData: Bool { dataRanges.first != nil }

    /// The event's name; empty when it has none.
    var name: String {
        guard let nameRange else { return "" }
        return bytes.getString(at: bytes.readerIndex + nameRange.lowerBound, length: nameRange.count) ?? ""
    }

    /// The event's data, lines joined by a line feed.
    package var data: [UInt8] {
        guard let first = dataRanges.first else { return [] }
        var data = line(first)
        for range in dataRanges.others {
            data.append(0x0A)
            data.append(contentsOf: line(range))
        }
        return data
    }

    func isData(_ text: String) -> Bool {
        guard let first = dataRanges.first, dataRanges.others.isEmpty, first.count == text.utf8.count else { return false }
        return line(first).elementsEqual(text.utf8)
    }

    /// The event with other data and every other byte as it was.
    func replacingData(with data: [UInt8]) -> ByteBuffer {
        guard let first = dataRanges.first else { return bytes }
        var source = bytes
        var replaced = ByteBuffer()
        replaced.reserveCapacity(bytes.readableBytes + data.count)
        if let before = source.readSlice(length: first.lowerBound) { replaced.writeImmutableBuffer(before) }
        // Data of several lines becomes one line: a line end can stand only between the tokens of JSON text, where a blank does as well.
        replaced.writeBytes(dataRanges.others.isEmpty ? data : data.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
        let last = dataRanges.others.last ?? first
        source.moveReaderIndex(forwardBy: last.upperBound - first.lowerBound)
        replaced.writeImmutableBuffer(source)
        return replaced
    }

    private func line(_ range: Range<Int>) -> [UInt8] {
        bytes.getBytes(at: bytes.readerIndex + range.lowerBound, length: range.count) ?? []
    }
}

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
        return document.string("type", of: document.root) ?? ""
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
        let candidates = document.elements("candidates", of: document.root)
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
        let choices = document.elements("choices", of: document.root)
        if choices.contains(where: { document.value("finish_reason", of: $0)?.kind == .string }) { return .finish }
        return document.value("usage", of: document.root)?.kind == .object ? .usage : .content
    }
}

/// A quick look at a chat chunk for the members that make it more than content.
///
/// A quotation mark inside a JSON string is escaped, so that these bytes can only be a member's name or a whole string.
enum ChatMarks {
    /// Whether the chunk has an `error`, a `usage` object, or a `finish_reason` that is a string.
    static func stand(in event: ServerSentEvent) -> Bool {
        let buffer = event.bytes
        let bytes = buffer.readableBytesUInt8Span
        var index = 0
        let last = bytes.count - 7
        while index < last {
            guard bytes[index] == UInt8(ascii: "\"") else {
                index += 1
                continue
            }
            switch bytes[index + 1] {
            case UInt8(ascii: "e") where end(of: "error\"", in: bytes, at: index + 1) != nil:
                return true
            case UInt8(ascii: "u"):
                if let end = end(of: "usage\"", in: bytes, at: index + 1), firstOfValue(in: bytes, at: end) == UInt8(ascii: "{") {
                    return true
                }
            case UInt8(ascii: "f"):
                if let end = end(of: "finish_reason\"", in: bytes, at: index + 1), firstOfValue(in: bytes, at: end) == UInt8(ascii: "\"") {
                    return true
                }
            default: break
            }
            index += 1
        }
        return false
    }

    private static func end(of word: String, in bytes: Span<UInt8>, at start: Int) -> Int? {
        var index = start
        for byte in word.utf8 {
            guard index < bytes.count, bytes[index] == byte else { return nil }
            index += 1
        }
        return index
    }

    /// The first byte behind the colon that follows a member's name.
    private static func firstOfValue(in bytes: Span<UInt8>, at start: Int) -> UInt8? {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, UInt8(ascii: ":"): index += 1
            default: return bytes[index]
            }
        }
        return nil
    }
}
