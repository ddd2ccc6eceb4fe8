import NIOCore

/// One event of a `text/event-stream`, as the bytes that spell it.
///
/// The format is the one of the HTML standard, section 9.2.6 "Interpreting an event stream".
struct ServerSentEvent {
    /// All bytes of the event, the empty line at its end included.
    let bytes: ByteBuffer
    /// Whether the fields were read; an event above the splitter's limit comes in several pieces whose fields were not.
    let isExamined: Bool
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
    var data: [UInt8] {
        guard let first = dataRanges.first else { return [] }
        var data = line(first)
        for range in dataRanges.others {
            data.append(0x0A)
            data.append(contentsOf: line(range))
        }
        return data
    }

    /// Whether the data is exactly this text.
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
