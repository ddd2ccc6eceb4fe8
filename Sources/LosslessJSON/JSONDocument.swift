/// A JSON text that is read where it stands: values are ranges of its bytes, nothing is decoded until it is asked for.
///
/// The whole text is checked once, when the document is made; the children of a container are found anew at each call.
package struct JSONDocument: Sendable {
    package let bytes: [UInt8]
    package let syntax: JSONSyntax
    package let root: JSONNode
    private let index: Index

    /// What the first pass has found. A reference, because documents are handed around with each of their values.
    private final class Index: Sendable {
        let rootMembers: [JSONMember]
        let spans: ValueSpans

        init(_ rootMembers: [JSONMember], _ spans: ValueSpans) {
            (self.rootMembers, self.spans) = (rootMembers, spans)
        }
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - bytes: the text in UTF-8.
    ///   - syntax: the grammar to read it by.
    /// - Throws: `JSONSyntaxError` at the first byte that does not fit the grammar.
    package init(_ bytes: [UInt8], syntax: JSONSyntax = .json) throws(JSONSyntaxError) {
        var scanner = JSONScanner(bytes, syntax: syntax)
        scanner.skipByteOrderMark()
        try scanner.skipTrivia()
        let start = scanner.offset
        // The root's members come out of the pass that checks the text: a request body is walked over once, not twice.
        let rootMembers: [JSONMember]
        if try scanner.kindAtCursor() == .object {
            rootMembers = try Self.scanMembers(&scanner)
            root = JSONNode(kind: .object, range: start..<scanner.offset)
        } else {
            rootMembers = []
            root = try scanner.skipValue()
        }
        try scanner.skipTrivia()
        guard scanner.offset == bytes.count else { throw JSONSyntaxError(.trailingContent, at: scanner.offset) }
        self.bytes = bytes
        self.syntax = syntax
        index = Index(rootMembers, scanner.spans)
    }

    /// Writes a value. What is written needs no check.
    package init(_ value: JSONValue) {
        var bytes: [UInt8] = []
        var members: [JSONMember] = []
        if case .object(let all) = value {
            bytes.append(UInt8(ascii: "{"))
            for member in all {
                if !members.isEmpty { bytes.append(UInt8(ascii: ",")) }
                let name = bytes.count
                appendJSONString(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                let start = bytes.count
                member.value.append(to: &bytes)
                members.append(JSONMember(name: name..<(start - 1), value: Self.node(bytes, start)))
            }
            bytes.append(UInt8(ascii: "}"))
        } else {
            value.append(to: &bytes)
        }
        self.bytes = bytes
        syntax = .json
        root = Self.node(bytes, 0)
        index = Index(members, ValueSpans(maximumCount: 0))
    }

    /// What has been written from `start` on.
    private static func node(_ bytes: [UInt8], _ start: Int) -> JSONNode {
        // There is no other value that begins like none.
        let kind = try? JSONScanner(bytes, syntax: .json, at: start).kindAtCursor()
        return JSONNode(kind: kind ?? .null, range: start..<bytes.count)
    }

    // MARK: Children

    /// The members of an object in their order, duplicates included; none for any other value.
    package func members(of node: JSONNode) -> [JSONMember] {
        guard node.kind == .object else { return [] }
        if node == root { return index.rootMembers }
        var scanner = scanner(at: node)
        // The text was checked when the document was made, so that this cannot fail for a node of this document.
        return (try? Self.scanMembers(&scanner)) ?? []
    }

    /// The elements of an array in their order; none for any other value.
    package func elements(of node: JSONNode) -> [JSONNode] {
        guard node.kind == .array else { return [] }
        var scanner = scanner(at: node)
        // As above: checked already.
        return (try? Self.scanElements(&scanner)) ?? []
    }

    /// The elements of the array called `name`; none where there is no such array.
    package func elements(_ name: String, of node: JSONNode) -> [JSONNode] {
        value(name, of: node).map(elements) ?? []
    }

    /// The value of the member called `name`: the last one where there are several, as most parsers have it.
    package func value(_ name: String, of node: JSONNode) -> JSONNode? {
        member(name, of: node)?.value
    }

    /// The member called `name`: the last one where there are several, as most parsers have it.
    package func member(_ name: String, of node: JSONNode) -> JSONMember? {
        guard node.kind == .object else { return nil }
        if node == root { return index.rootMembers.last { has(name: name, $0) } }
        var scanner = scanner(at: node)
        var found: JSONMember?
        // Checked already, and no list is made of what is not wanted.
        try? Self.scanMembers(&scanner) { if has(name: name, $0) { found = $0 } }
        return found
    }

    private func scanner(at node: JSONNode) -> JSONScanner {
        JSONScanner(bytes, syntax: syntax, at: node.range.lowerBound, spans: index.spans)
    }

    /// Follows member names from the root.
    package func value(at path: [String]) -> JSONNode? {
        var node = root
        for name in path {
            guard let next = value(name, of: node) else { return nil }
            node = next
        }
        return node
    }

    /// Whether a member is called `name`, however its name is escaped.
    package func has(name: String, _ member: JSONMember) -> Bool {
        let length = name.utf8.count
        let start = member.name.lowerBound + 1
        let end = member.name.upperBound - 1
        // An escape is longer than what it stands for, so that most names are told by their length or their first byte alone.
        if end - start < length { return false }
        guard let first = name.utf8.first else { return start == end }
        if bytes[start] != first, bytes[start] != UInt8(ascii: "\\") { return false }
        if end - start > length { return bytes[start..<end].contains(UInt8(ascii: "\\")) && decodeString(in: bytes, start..<end) == name }
        var index = start
        for byte in name.utf8 {
            // A name that holds a backslash is never spelled as it is.
            if bytes[index] != byte || byte == UInt8(ascii: "\\") { return false }
            index += 1
        }
        return true
    }

    // MARK: Scalars

    /// The name of a member, escapes decoded.
    package func name(of member: JSONMember) -> String {
        decodeString(in: bytes, (member.name.lowerBound + 1)..<(member.name.upperBound - 1))
    }

    /// The text of a string, escapes decoded; nil for any other value. A lone surrogate becomes U+FFFD.
    package func string(_ node: JSONNode) -> String? {
        contents(ofString: node).map { decodeString(in: bytes, $0.indices) }
    }

    /// The text of the member called `name`; nil where it is no string.
    package func string(_ name: String, of node: JSONNode) -> String? {
        value(name, of: node).flatMap { string($0) }
    }

    /// The bytes between the quotes of a string, escapes as they are spelled; nil for any other value.
    package func contents(ofString node: JSONNode) -> ArraySlice<UInt8>? {
        guard node.kind == .string else { return nil }
        return bytes[(node.range.lowerBound + 1)..<(node.range.upperBound - 1)]
    }

    /// The value of a number that is spelled as an integer and fits; nil for anything else.
    package func integer(_ node: JSONNode) -> Int? {
        guard node.kind == .number else { return nil }
        let isNegative = bytes[node.range.lowerBound] == UInt8(ascii: "-")
        var value = 0
        for byte in bytes[node.range].dropFirst(isNegative ? 1 : 0) {
            // A fraction or an exponent: not spelled as an integer.
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let digit = Int(byte - UInt8(ascii: "0"))
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            // Downwards where there is a minus: the smallest integer has no positive twin.
            let (sum, overflows) = isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if isTooLarge || overflows { return nil }
            value = sum
        }
        return value
    }

    /// The value of a number; nil for anything else, and for a number too large for a `Double`.
    package func number(_ node: JSONNode) -> Double? {
        guard node.kind == .number else { return nil }
        // An infinite value would trap where it is turned into an integer.
        return Double(String(decoding: bytes[node.range], as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The bytes that spell a value.
    package func text(of node: JSONNode) -> ArraySlice<UInt8> {
        bytes[node.range]
    }

    // MARK: Scanning one level

    private static func scanMembers(_ scanner: inout JSONScanner) throws(JSONSyntaxError) -> [JSONMember] {
        var members: [JSONMember] = []
        try scanMembers(&scanner) { member in
            // Most objects have no more, and growing step by step costs more than the scan.
            if members.isEmpty { members.reserveCapacity(8) }
            members.append(member)
        }
        return members
    }

    @inline(__always)
    private static func scanMembers(_ scanner: inout JSONScanner, _ receive: (JSONMember) -> Void) throws(JSONSyntaxError) {
        try scanner.expect(UInt8(ascii: "{"))
        try scanner.skipTrivia()
        while scanner.current != UInt8(ascii: "}") {
            let name = try scanner.skipName()
            receive(JSONMember(name: name, value: try scanner.skipValue()))
            guard try scanner.moveBehindComma(closer: UInt8(ascii: "}")) else { break }
        }
        try scanner.expect(UInt8(ascii: "}"))
    }

    private static func scanElements(_ scanner: inout JSONScanner) throws(JSONSyntaxError) -> [JSONNode] {
        try scanner.expect(UInt8(ascii: "["))
        try scanner.skipTrivia()
        var elements: [JSONNode] = []
        while scanner.current != UInt8(ascii: "]") {
            elements.append(try scanner.skipValue())
            guard try scanner.moveBehindComma(closer: UInt8(ascii: "]")) else { break }
        }
        try scanner.expect(UInt8(ascii: "]"))
        return elements
    }
}

/// One value of a document: what it is and which bytes spell it.
package struct JSONNode: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        case object, array, string, number, `true`, `false`, null
    }

    package let kind: Kind
    /// The bytes of the value, quotes and brackets included.
    package let range: Range<Int>

    package init(kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}

/// One `"name": value` of an object.
package struct JSONMember: Equatable, Sendable {
    /// The bytes of the name, quotes included.
    package let name: Range<Int>
    package let value: JSONNode

    /// From the name's opening quote to the value's last byte.
    package var range: Range<Int> { name.lowerBound..<value.range.upperBound }

    package init(name: Range<Int>, value: JSONNode) {
        self.name = name
        self.value = value
    }
}

/// Which grammar a text is read by.
package enum JSONSyntax: Sendable {
    /// RFC 8259, nothing else.
    case json
    /// RFC 8259 with `//` and `/* */` comments, trailing commas and a leading byte order mark, as editors write settings files.
    case jsonc
}

/// Where and why a text is not JSON.
package struct JSONSyntaxError: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte(UInt8)
        case invalidEscape
        case controlCharacterInString
        case invalidNumber
        case unterminatedComment
        case tooDeep
        case trailingContent
    }

    package let reason: Reason
    /// Offset of the offending byte, counted from 0.
    package let offset: Int

    package init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

/// One-based line and column (in bytes) of an offset in a text.
package struct TextPosition: Equatable, Sendable {
    package let line: Int
    package let column: Int

    package init(of offset: Int, in bytes: [UInt8]) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        self.line = line
        self.column = min(offset, bytes.count) - lineStart + 1
    }
}
