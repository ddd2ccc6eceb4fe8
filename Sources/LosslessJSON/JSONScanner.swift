/// A cursor that walks over JSON text, checks its grammar and allocates nothing for what it skips.
///
/// Nesting is counted, not recursed into, so that no input can exhaust the stack.
struct JSONScanner {
    /// Deeper nesting than this is refused; real request bodies stay below 40, and the parsers behind Argo stop near 1,000.
    static let maximumDepth = 1_000

    let bytes: [UInt8]
    let syntax: JSONSyntax
    var offset: Int
    /// Where long values end: gathered by the pass that checks the text, and used by those that follow.
    var spans: ValueSpans
    private let isFirstPass: Bool

    /// Begins the pass that checks a whole text.
    init(_ bytes: [UInt8], syntax: JSONSyntax) {
        self.bytes = bytes
        self.syntax = syntax
        offset = 0
        // Of a short text, such as an event of a stream, nothing is worth it.
        spans = ValueSpans(maximumCount: bytes.count < 512 ? 0 : bytes.count / 32)
        isFirstPass = true
    }

    /// Walks over a text that has been checked.
    init(_ bytes: [UInt8], syntax: JSONSyntax, at offset: Int, spans: ValueSpans = ValueSpans(maximumCount: 0)) {
        self.bytes = bytes
        self.syntax = syntax
        self.offset = offset
        self.spans = spans
        isFirstPass = false
    }

    var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// The error for the byte at the cursor, or for the text ending there.
    func unexpected() -> JSONSyntaxError {
        guard let current else { return JSONSyntaxError(.unexpectedEnd, at: offset) }
        return JSONSyntaxError(.unexpectedByte(current), at: offset)
    }

    mutating func expect(_ byte: UInt8) throws(JSONSyntaxError) {
        guard current == byte else { throw unexpected() }
        offset += 1
    }

    // MARK: White space and comments

    mutating func skipByteOrderMark() {
        if syntax == .jsonc, offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
    }

    mutating func skipTrivia() throws(JSONSyntaxError) {
        while let byte = current {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            case UInt8(ascii: "/") where syntax == .jsonc: try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(JSONSyntaxError) {
        let start = offset
        offset += 1
        switch current {
        case UInt8(ascii: "/"):
            while let byte = current, byte != 0x0A, byte != 0x0D { offset += 1 }
        case UInt8(ascii: "*"):
            offset += 1
            while offset + 1 < bytes.count {
                if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") {
                    offset += 2
                    return
                }
                offset += 1
            }
            throw JSONSyntaxError(.unterminatedComment, at: start)
        default:
            throw unexpected()
        }
    }

    // MARK: Values

    /// Walks over one value with everything inside it.
    mutating func skipValue() throws(JSONSyntaxError) -> JSONNode {
        let start = offset
        let kind = try kindAtCursor()
        switch kind {
        case .object, .array:
            if isFirstPass {
                try skipContainer()
            } else if let end = spans.end(of: start) {
                offset = end
            } else {
                try skipContainer()
            }
        default: try skipScalar(kind)
        }
        return JSONNode(kind: kind, range: start..<offset)
    }

    func kindAtCursor() throws(JSONSyntaxError) -> JSONNode.Kind {
        guard let current else { throw unexpected() }
        switch current {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"): return .true
        case UInt8(ascii: "f"): return .false
        case UInt8(ascii: "n"): return .null
        default: throw unexpected()
        }
    }

    private mutating func skipScalar(_ kind: JSONNode.Kind) throws(JSONSyntaxError) {
        switch kind {
        case .string: try skipString()
        case .number: try skipNumber()
        case .true: try skipWord("true")
        case .false: try skipWord("false")
        default: try skipWord("null")
        }
    }

    /// Walks over an object or array; `closers` holds the bracket that each open container waits for.
    private mutating func skipContainer() throws(JSONSyntaxError) {
        var closers: [UInt8] = []
        var places: [Int] = []
        let keepsSpans = isFirstPass && spans.hasRoom
        repeat {
            // At the start of a value.
            let kind = try kindAtCursor()
            var isValueComplete = true
            switch kind {
            case .object, .array:
                guard closers.count < Self.maximumDepth else { throw JSONSyntaxError(.tooDeep, at: offset) }
                closers.append(kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                if keepsSpans { places.append(spans.open(at: offset)) }
                offset += 1
                isValueComplete = try !enterFirstChild(closer: closers[closers.count - 1])
                if isValueComplete {
                    closers.removeLast()
                    if let place = places.popLast() { spans.close(place, at: offset) }
                }
            default:
                try skipScalar(kind)
            }
            // Behind a value: close what ends here, or move on to the next child.
            while isValueComplete, let closer = closers.last {
                if try !enterNextChild(closer: closer) {
                    closers.removeLast()
                    if let place = places.popLast() { spans.close(place, at: offset) }
                } else {
                    isValueComplete = false
                }
            }
        } while !closers.isEmpty
    }

    /// Behind an opening bracket: moves to the first child's value, or over the closing bracket when there is none.
    ///
    /// - Returns: whether there is a child.
    private mutating func enterFirstChild(closer: UInt8) throws(JSONSyntaxError) -> Bool {
        try skipTrivia()
        if current == closer {
            offset += 1
            return false
        }
        if closer == UInt8(ascii: "}") { _ = try skipName() }
        return true
    }

    /// Behind a child: moves to the next child's value, or over the closing bracket.
    private mutating func enterNextChild(closer: UInt8) throws(JSONSyntaxError) -> Bool {
        guard try moveBehindComma(closer: closer) else {
            try expect(closer)
            return false
        }
        if closer == UInt8(ascii: "}") { _ = try skipName() }
        return true
    }

    /// Behind a child: moves over the comma to the next child, or stays at the closing bracket when there is none.
    mutating func moveBehindComma(closer: UInt8) throws(JSONSyntaxError) -> Bool {
        try skipTrivia()
        if current == closer { return false }
        try expect(UInt8(ascii: ","))
        try skipTrivia()
        guard current == closer else { return true }
        guard syntax == .jsonc else { throw unexpected() }
        return false
    }

    /// Walks over `"name":` up to the value.
    mutating func skipName() throws(JSONSyntaxError) -> Range<Int> {
        let start = offset
        try skipString()
        let name = start..<offset
        try skipTrivia()
        try expect(UInt8(ascii: ":"))
        try skipTrivia()
        return name
    }

    // MARK: Scalars

    mutating func skipString() throws(JSONSyntaxError) {
        let start = offset
        try expect(UInt8(ascii: "\""))
        offset = endOfShortPlainText(in: bytes, from: offset)
        // Most strings are names and short words.
        if offset - start <= 16 { return try skipRestOfString() }
        if !isFirstPass, let end = spans.end(of: start) {
            offset = end
            return
        }
        let place = isFirstPass && spans.hasRoom ? spans.open(at: start) : -1
        offset = endOfLongPlainText(in: bytes, from: offset)
        try skipRestOfString()
        spans.close(place, at: offset)
    }

    /// From a byte on that is no plain one.
    private mutating func skipRestOfString() throws(JSONSyntaxError) {
        while true {
            guard let byte = current else { throw JSONSyntaxError(.unexpectedEnd, at: offset) }
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                try skipEscape()
                offset = endOfPlainText(in: bytes, from: offset)
            default:
                throw JSONSyntaxError(.controlCharacterInString, at: offset)
            }
        }
    }

    private mutating func skipEscape() throws(JSONSyntaxError) {
        let start = offset
        guard start + 1 < bytes.count else { throw JSONSyntaxError(.unexpectedEnd, at: bytes.count) }
        offset = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                guard let digit = current else { throw JSONSyntaxError(.unexpectedEnd, at: offset) }
                guard hexadecimalValue(of: digit) != nil else { throw JSONSyntaxError(.invalidEscape, at: start) }
                offset += 1
            }
        default:
            throw JSONSyntaxError(.invalidEscape, at: start)
        }
    }

    private mutating func skipNumber() throws(JSONSyntaxError) {
        let start = offset
        if current == UInt8(ascii: "-") { offset += 1 }
        if current == UInt8(ascii: "0") {
            offset += 1
        } else {
            try skipDigits(from: start)
        }
        if current == UInt8(ascii: ".") {
            offset += 1
            try skipDigits(from: start)
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            offset += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
            try skipDigits(from: start)
        }
    }

    private mutating func skipDigits(from start: Int) throws(JSONSyntaxError) {
        let first = offset
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
        guard offset > first else { throw JSONSyntaxError(.invalidNumber, at: start) }
    }

    private mutating func skipWord(_ word: StaticString) throws(JSONSyntaxError) {
        for expected in word.description.utf8 { try expect(expected) }
    }
}

func hexadecimalValue(of digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit - UInt8(ascii: "A") + 10)
    default: nil
    }
}

/// Where the long values of a text end, by where they begin: so that a value is walked over once, however deep it is looked into.
///
/// Only what is long enough to be worth a search is kept, and no more than a share of the text: a text of brackets alone could be had for
/// little otherwise, and cost much.
struct ValueSpans: Sendable {
    /// Shorter values are walked over again.
    private static let minimumLength = 64

    private struct Span: Sendable {
        let start: Int
        var end: Int
    }

    private let maximumCount: Int
    private var spans: [Span] = []

    init(maximumCount: Int) {
        self.maximumCount = maximumCount
    }

    var hasRoom: Bool { spans.count < maximumCount }

    /// A value begins. Values are opened in the order of the text.
    ///
    /// - Returns: its place, for `close`; -1 where there is no more room.
    mutating func open(at start: Int) -> Int {
        guard hasRoom else { return -1 }
        if spans.isEmpty { spans.reserveCapacity(min(16, maximumCount)) }
        spans.append(Span(start: start, end: start))
        return spans.count - 1
    }

    /// A value has ended.
    mutating func close(_ place: Int, at end: Int) {
        guard place >= 0 else { return }
        if end - spans[place].start < Self.minimumLength {
            // What is short holds nothing long, so that it is the last one.
            spans.removeLast()
        } else {
            spans[place].end = end
        }
    }

    /// - Returns: nil for a value that is not kept.
    func end(of start: Int) -> Int? {
        var (low, high) = (0, spans.count)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].start < start { low = middle + 1 } else { high = middle }
        }
        return low < spans.count && spans[low].start == start ? spans[low].end : nil
    }
}
