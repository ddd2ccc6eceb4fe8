package import NIOCore

/// Cuts a `text/event-stream` into whole events, however its bytes are cut on the way: the program's one reader of such streams
/// (HTML standard, section 9.2.5 "Parsing an event stream").
///
/// Lines end with LF, CR or CRLF, and a byte order mark may stand before the first. Events that were handed out stay in the splitter until
/// they are taken, so that a chunk of several events leaves as the one buffer that it came in. All offsets are counted from the buffer's
/// reader index.
package struct EventSplitter {
    private let maximumEventBytes: Int
    private var buffer = ByteBuffer()
    /// Whether the buffer's storage is shared with nobody, so that appending to it does not copy it.
    private var isBufferOwn = false
    /// Where the event that was handed out last begins.
    private var currentStart = 0
    /// Where the event that is not complete yet begins; all before it was handed out.
    private var eventStart = 0
    private var scanned = 0
    /// May lie before the buffer, where the beginning of a line of an overlong event was taken already.
    private var lineStart = 0
    private var endsWithCarriageReturn = false
    private var isFirstLine = true
    private var isOverlong = false
    private var nameRange: Range<Int>?
    private var dataRanges = ServerSentEvent.DataRanges()

    /// - Parameter maximumEventBytes: a longer event is handed out in pieces that are not examined.
    package init(maximumEventBytes: Int) {
        self.maximumEventBytes = maximumEventBytes
    }

    /// Bytes that were handed out and not taken.
    var heldCount: Int { eventStart }
    /// Bytes of the event that is not complete yet.
    var incompleteCount: Int { buffer.readableBytes - eventStart }

    /// Takes the next bytes of the stream.
    package mutating func receive(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
            isBufferOwn = false
        } else if isBufferOwn {
            buffer.writeImmutableBuffer(bytes)
        } else {
            var own = ByteBuffer()
            own.reserveCapacity(buffer.readableBytes + bytes.readableBytes)
            own.writeImmutableBuffer(buffer)
            own.writeImmutableBuffer(bytes)
            buffer = own
            isBufferOwn = true
        }
    }

    /// The next whole event, or nil when more bytes are needed.
    package mutating func next() -> ServerSentEvent? {
        while let line = nextLine() {
            if line.isEmpty { return handOut(through: scanned, isComplete: true) }
            if !isOverlong { readField(line) }
        }
        guard isOverlong ? incompleteCount > 0 : incompleteCount > maximumEventBytes else { return nil }
        isOverlong = true
        isFirstLine = false
        return handOut(through: buffer.readableBytes, isComplete: false)
    }

    /// The event that the stream ended in, as if the empty line behind it had come; nil when nothing is left.
    mutating func finish() -> ServerSentEvent? {
        guard incompleteCount > 0 else { return nil }
        if !isOverlong, lineStart < scanned { readField(lineStart..<scanned) }
        return handOut(through: buffer.readableBytes, isComplete: true)
    }

    // MARK: Taking

    /// Everything that was handed out before the current event.
    mutating func takeBeforeCurrent() -> ByteBuffer? { take(currentStart) }

    /// Everything that was handed out.
    package mutating func takeAll() -> ByteBuffer? { take(eventStart) }

    private mutating func take(_ count: Int) -> ByteBuffer? {
        guard count > 0, let taken = buffer.readSlice(length: count) else { return nil }
        isBufferOwn = false
        currentStart = max(0, currentStart - count)
        eventStart -= count
        scanned -= count
        lineStart -= count
        return taken
    }

    // MARK: Scanning

    /// Moves behind the next line end.
    ///
    /// - Returns: the line without its end, empty at the end of an event; nil when no line is complete.
    private mutating func nextLine() -> Range<Int>? {
        let unread = buffer
        let bytes = unread.readableBytesUInt8Span
        var index = scanned
        let count = bytes.count
        if endsWithCarriageReturn, index < count {
            // The second half of a CRLF whose first half ended the chunk, and perhaps the event, before it.
            if bytes[index] == 0x0A {
                index += 1
                lineStart = index
            }
            endsWithCarriageReturn = false
        }
        while index < count {
            let byte = bytes[index]
            index += 1
            guard byte == 0x0A || byte == 0x0D else { continue }
            let end = index - 1
            if byte == 0x0D {
                if index == count {
                    endsWithCarriageReturn = true
                } else if bytes[index] == 0x0A {
                    index += 1
                }
            }
            var start = lineStart
            if isFirstLine {
                // A byte order mark may stand before the first line.
                if end - start >= 3, bytes[start] == 0xEF, bytes[start + 1] == 0xBB, bytes[start + 2] == 0xBF { start += 3 }
                isFirstLine = false
            }
            lineStart = index
            scanned = index
            return start..<end
        }
        scanned = count
        return nil
    }

    private mutating func readField(_ line: Range<Int>) {
        let unread = buffer
        let bytes = unread.readableBytesUInt8Span
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
        var valueStart = min(colon + 1, line.upperBound)
        if valueStart < line.upperBound, bytes[valueStart] == UInt8(ascii: " ") { valueStart += 1 }
        let value = (valueStart - eventStart)..<(line.upperBound - eventStart)
        switch colon - line.lowerBound {
        case 4 where Self.spells("data", bytes, at: line.lowerBound): dataRanges.append(value)
        case 5 where Self.spells("event", bytes, at: line.lowerBound): nameRange = value
        default: break
        }
    }

    private static func spells(_ word: String, _ bytes: Span<UInt8>, at start: Int) -> Bool {
        var index = start
        for byte in word.utf8 {
            guard bytes[index] == byte else { return false }
            index += 1
        }
        return true
    }

    private mutating func handOut(through end: Int, isComplete: Bool) -> ServerSentEvent? {
        guard let bytes = buffer.getSlice(at: buffer.readerIndex + eventStart, length: end - eventStart) else { return nil }
        let event = ServerSentEvent(
            bytes: bytes, isExamined: !isOverlong && bytes.readableBytes <= maximumEventBytes, isComplete: isComplete,
            nameRange: nameRange, dataRanges: dataRanges
        )
        currentStart = eventStart
        eventStart = end
        nameRange = nil
        dataRanges = ServerSentEvent.DataRanges()
        if isComplete { isOverlong = false }
        return event
    }
}
