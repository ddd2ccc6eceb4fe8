import LosslessJSON

/// Reads the block structure of a YAML text (YAML 1.2.2, chapter 8) from front to back. Flow collections and scalars are checked as far
/// as their end must be found.
struct YAMLScanner: TextScanner {
    /// Deeper than any settings file, and far from the end of the stack.
    private static let depthLimit = 64

    let bytes: [UInt8]
    var offset: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = TextLines(of: bytes).start
    }

    func uneditable(_ construct: UneditableConstruct, at place: Int? = nil) -> SettingsFault {
        .uneditable(construct, at: TextPosition(of: place ?? offset, in: bytes))
    }

    // MARK: The document

    /// The root; nil when there is none.
    mutating func document() throws(SettingsFault) -> YAMLNode? {
        for index in bytes.indices.dropLast() where bytes[index] == 0xC2 || bytes[index] == 0xE2 {
            let rest = bytes[index...]
            if rest.starts(with: "\u{85}".utf8) || rest.starts(with: "\u{2028}".utf8) || rest.starts(with: "\u{2029}".utf8) {
                throw uneditable(.unusualLineBreak, at: index)
            }
        }
        try skipToContent()
        if current == UInt8(ascii: "%"), column == 0 { throw uneditable(.directive) }
        if isMarker("---") {
            offset += 3
            try skipToContent()
            // Content on the marker's own line is nothing that settings files have.
            if current != nil, !lines.isFirstOnLine(offset) { throw unexpected() }
        }
        guard current != nil, !isMarker("..."), !isMarker("---") else {
            try expectEnd()
            return nil
        }
        let root = try block(outer: -1, depth: 0)
        try skipToContent()
        try expectEnd()
        return root
    }

    private mutating func expectEnd() throws(SettingsFault) {
        guard current != nil else { return }
        if isMarker("---") || isMarker("...") { throw uneditable(.severalDocuments) }
        throw lines.isFirstOnLine(offset) ? fault(.wrongIndentation) : unexpected()
    }

    /// Whether `---` or `...` stands here alone at the beginning of a line.
    func isMarker(_ text: StaticString) -> Bool {
        column == 0 && bytes[offset...].starts(with: text.description.utf8) && isBlankOrEnd(offset + 3)
    }

    // MARK: White space

    var column: Int { offset - lines.lineStart(of: offset) }

    func isBlankOrEnd(_ offset: Int) -> Bool {
        offset >= bytes.count || TextLines.isBlank(bytes[offset]) || TextLines.isBreak(bytes[offset])
    }

    /// Skips white space and comments up to the next content, in this line or another one.
    private mutating func skipToContent() throws(SettingsFault) {
        while true {
            skipBlanks()
            if current == UInt8(ascii: "#"), offset == lines.start || isBlankOrEnd(offset - 1) {
                offset = lines.lineEnd(of: offset)
            }
            guard let current else { return }
            guard TextLines.isBreak(current) else {
                guard lines.isFirstOnLine(offset), lines.indentation(at: offset).contains(0x09) else { return }
                throw fault(.tabIndentation, at: lines.lineStart(of: offset))
            }
            offset = lines.behindBreak(at: offset)
        }
    }

    /// Whether nothing but a comment follows in this line.
    private func isRestBlank() -> Bool {
        let place = lines.behindBlanks(at: offset)
        if place >= bytes.count || TextLines.isBreak(bytes[place]) { return true }
        return bytes[place] == UInt8(ascii: "#") && isBlankOrEnd(place - 1)
    }

    // MARK: Block nodes

    /// A node that begins here, with the column that it has here.
    ///
    /// - Parameter outer: the column of the collection that it is in.
    private mutating func block(outer: Int, depth: Int) throws(SettingsFault) -> YAMLNode {
        guard depth < Self.depthLimit else { throw fault(.tooDeep) }
        if isDash { return try sequence(depth: depth) }
        if try key() != nil { return try mapping(depth: depth) }
        return try value(outer: outer, isSequenceAllowedAtOuter: false, depth: depth)
    }

    private var isDash: Bool { current == UInt8(ascii: "-") && isBlankOrEnd(offset + 1) }

    private mutating func mapping(depth: Int) throws(SettingsFault) -> YAMLNode {
        let start = offset
        let column = column
        var members: [YAMLMember] = []
        var end = offset
        while true {
            guard let key = try key() else { throw fault(.wrongIndentation) }
            offset = key.range.upperBound
            let value = try value(outer: column, isSequenceAllowedAtOuter: true, depth: depth + 1)
            members.append(YAMLMember(name: key.name, key: key.range, value: value))
            end = value.range.upperBound
            guard try isNextAtColumn(column), !isDash else { break }
        }
        return YAMLNode(kind: .mapping(members, column: column), range: start..<end)
    }

    private mutating func sequence(depth: Int) throws(SettingsFault) -> YAMLNode {
        let start = offset
        let column = column
        var items: [YAMLItem] = []
        var end = offset
        repeat {
            let dash = offset
            offset += 1
            let value = try itemValue(outer: column, depth: depth + 1)
            items.append(YAMLItem(dash: dash, value: value))
            end = value.range.upperBound
        } while try isNextAtColumn(column) && isDash
        return YAMLNode(kind: .sequence(items, column: column), range: start..<end)
    }

    /// What follows a dash; a collection may begin in the dash's own line.
    private mutating func itemValue(outer: Int, depth: Int) throws(SettingsFault) -> YAMLNode {
        let behindDash = offset
        skipBlanks()
        if !isRestBlank() {
            let hasKey = try key() != nil
            let isCollection = isDash || hasKey
            if isCollection, bytes[behindDash..<offset].contains(0x09) { throw fault(.tabIndentation, at: behindDash) }
            if isCollection { return try block(outer: outer, depth: depth) }
        }
        offset = behindDash
        return try value(outer: outer, isSequenceAllowedAtOuter: false, depth: depth)
    }

    /// Goes to the next content; it must stand at a column that some collection around it has.
    private mutating func isNextAtColumn(_ column: Int) throws(SettingsFault) -> Bool {
        try skipToContent()
        guard current != nil, !isMarker("---"), !isMarker("...") else { return false }
        guard lines.isFirstOnLine(offset) else { throw unexpected() }
        if self.column > column { throw fault(.wrongIndentation) }
        return self.column == column
    }

    /// What stands behind a colon or a dash, in the same line or below it.
    ///
    /// - Parameter isSequenceAllowedAtOuter: whether a sequence below may have the column of the key that it belongs to.
    private mutating func value(outer: Int, isSequenceAllowedAtOuter: Bool, depth: Int) throws(SettingsFault) -> YAMLNode {
        guard depth < Self.depthLimit else { throw fault(.tooDeep) }
        let start = offset
        skipBlanks()
        var found: YAMLProperty?
        while let next = try property() {
            // An anchor counts for more than a tag: its value stands in other places too.
            found = found?.construct == .anchor ? found : next
            skipBlanks()
        }
        if isRestBlank() {
            let empty = offset
            try skipToContent()
            let isDeeper = column > outer || (isSequenceAllowedAtOuter && column == outer && isDash)
            guard current != nil, isDeeper, !isMarker("---"), !isMarker("...") else {
                offset = found == nil ? start : lines.startOfBlanks(before: empty)
                return YAMLNode(kind: .empty, range: offset..<offset, property: found)
            }
            var node = try block(outer: outer, depth: depth)
            node.property = found ?? node.property
            return node
        }
        if let found {
            let hasKey = try key() != nil
            if isDash || hasKey { throw uneditable(found.construct, at: found.range.lowerBound) }
        }
        var node = try inlineValue(outer: outer)
        node.property = found
        guard isRestBlank() else {
            skipBlanks()
            throw unexpected()
        }
        return node
    }

    private mutating func property() throws(SettingsFault) -> YAMLProperty? {
        let construct: UneditableConstruct
        switch current {
        case UInt8(ascii: "&"): construct = .anchor
        case UInt8(ascii: "!"): construct = .tag
        default: return nil
        }
        let start = offset
        while !isBlankOrEnd(offset) { offset += 1 }
        return YAMLProperty(construct: construct, range: start..<offset)
    }

    private mutating func inlineValue(outer: Int) throws(SettingsFault) -> YAMLNode {
        let start = offset
        switch current {
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            try skipBlockScalar(outer: outer)
            return YAMLNode(kind: .scalar(YAMLScalar(style: .block, text: nil)), range: start..<offset)
        case UInt8(ascii: "*"):
            while !isBlankOrEnd(offset) { offset += 1 }
            return YAMLNode(kind: .alias, range: start..<offset)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let isEmpty = try skipFlow()
            return YAMLNode(kind: .flow(isEmpty: isEmpty), range: start..<offset)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return YAMLNode(kind: .scalar(try quoted()), range: start..<offset)
        default:
            let text = try plain(outer: outer)
            return YAMLNode(kind: .scalar(YAMLScalar(style: .plain, text: text)), range: start..<offset)
        }
    }
}
