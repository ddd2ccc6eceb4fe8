/// A cursor that walks over JSON text, checks its grammar and allocates nothing for what it skips.
///
/// Nesting is counted, not recursed into, so that no input can exhaust the stack.
struct JSONScanner {
    /// Deeper nesting than this is refused; real request bodies stay below 40, and the parsers behind Argo stop near 1,000.
    static let maximumDepth = 1_000

    let bytes: [UInt8]
    let syntax: JSONSyntax
    var offset: Int

    init(_ bytes: [UInt8], syntax: JSONSyntax, at offset: Int = 0) {
        self.bytes = bytes
        self.syntax = syntax
        self.offset = offset
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
        case .object, .array: try skipContainer()
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
        repeat {
            // At the start of a value.
            let kind = try kindAtCursor()
            var isValueComplete = true
            switch kind {
            case .object, .array:
                guard closers.count < Self.maximumDepth else { throw JSONSyntaxError(.tooDeep, at: offset) }
                closers.append(kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                offset += 1
                isValueComplete = try !enterFirstChild(closer: closers[closers.count - 1])
                if isValueComplete { closers.removeLast() }
            default:
                try skipScalar(kind)
            }
            // Behind a value: close what ends here, or move on to the next child.
            while isValueComplete, let closer = closers.last {
                if try !enterNextChild(closer: closer) {
                    closers.removeLast()
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
        try expect(UInt8(ascii: "\""))
        while true {
            offset = endOfPlainText(in: bytes, from: offset)
            guard let byte = current else { throw JSONSyntaxError(.unexpectedEnd, at: offset) }
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return
            case UInt8(ascii: "\\"):
                try skipEscape()
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
