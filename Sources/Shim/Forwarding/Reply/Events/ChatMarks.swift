import NIOCore

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
