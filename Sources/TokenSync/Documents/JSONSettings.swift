import LosslessJSON

/// Settings in JSON with comments, edited where they stand.
struct JSONSettings: SettingsDocument {
    /// The text of a file that holds nothing, without the byte order mark: white space alone is no JSON.
    private static let emptyText = Array("{}".utf8)
    /// Each removal reads the text anew, so that a file with more keys of one name than any person writes would hold us up.
    private static let duplicateLimit = 100

    private(set) var document: JSONDocument
    /// The text that was read, as long as it is unchanged: a blank one must not become `{}` by being looked at.
    private var unchanged: [UInt8]?

    var bytes: [UInt8] { unchanged ?? document.bytes }

    init(_ bytes: [UInt8]) throws(SettingsFault) {
        let mark = bytes.starts(with: TextLines.byteOrderMark) ? TextLines.byteOrderMark : []
        let text = TextLines(of: bytes).areBlank ? mark + Self.emptyText + [UInt8(ascii: "\n")] : bytes
        do {
            document = try JSONDocument(text, syntax: .jsonc)
        } catch {
            throw .syntax(error.reason, at: TextPosition(of: error.offset, in: text))
        }
        unchanged = bytes
        guard document.root.kind == .object else {
            throw .wrongShape(key: [], expected: .object, at: TextPosition(of: document.root.range.lowerBound, in: text))
        }
    }

    var isBlank: Bool {
        guard document.members(of: document.root).isEmpty else { return false }
        return document.bytes.dropFirst(TextLines(of: document.bytes).start)
            .allSatisfy { [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "{"), UInt8(ascii: "}")].contains($0) }
    }

    // MARK: Reading

    func value(at path: [PathStep]) throws(SettingsFault) -> JSONValue? {
        try node(at: path[...]).map(document.settingsValue)
    }

    func spelling(at path: [PathStep]) throws(SettingsFault) -> JSONValue? {
        try node(at: path[...]).map { .raw(Array(document.text(of: $0))) }
    }

    func offset(of path: [PathStep]) throws(SettingsFault) -> Int? {
        try node(at: path[...])?.range.lowerBound
    }

    func names(at path: [PathStep]) throws(SettingsFault) -> [String] {
        guard let node = try node(at: path[...]) else { return [] }
        return document.members(of: node).map(document.name)
    }

    /// What stands under a path; nil when a step on the way leads nowhere.
    private func node(at path: ArraySlice<PathStep>) throws(SettingsFault) -> JSONNode? {
        var node = document.root
        for (depth, step) in path.enumerated() {
            guard let next = try child(step, of: node, at: path.prefix(depth)) else { return nil }
            node = next
        }
        return node
    }

    private func child(_ step: PathStep, of node: JSONNode, at path: ArraySlice<PathStep>) throws(SettingsFault) -> JSONNode? {
        switch step {
        case .key(let name):
            try check(node, .object, at: path)
            return document.value(name, of: node)
        case .item:
            try check(node, .array, at: path)
            return document.elements(of: node).first { isItem($0, step) }
        }
    }

    private func check(_ node: JSONNode, _ kind: JSONNode.Kind, at path: ArraySlice<PathStep>) throws(SettingsFault) {
        guard node.kind != kind else { return }
        let position = TextPosition(of: node.range.lowerBound, in: document.bytes)
        throw .wrongShape(key: Array(path).names, expected: kind == .object ? .object : .list, at: position)
    }

    private func isItem(_ node: JSONNode, _ step: PathStep) -> Bool {
        guard case .item(let key, let value) = step else { return false }
        return document.value(key, of: node).flatMap(document.string) == value
    }

    // MARK: Writing

    mutating func set(_ value: JSONValue, at path: [PathStep]) throws(SettingsFault) {
        guard !path.isEmpty else { return }
        let layout = JSONLayout(of: document)
        if let node = try node(at: path[...]) {
            guard document.settingsValue(of: node) != value else { return }
            let indentation = layout.lines.indentation(at: node.range.lowerBound)
            try replaceText([TextEdit(node.range, layout.text(of: value, indentation: indentation))], writing: path)
        } else {
            var parent = path.dropLast()
            while try node(at: parent) == nil { _ = parent.popLast() }
            guard let container = try node(at: parent) else { throw .editNotFound(key: path.names) }
            let missing = path[parent.count...]
            // Looks at the kind of the container.
            _ = try missing.first.map { step throws(SettingsFault) in try child(step, of: container, at: parent) }
            let edits = layout.insertion(of: missing, value, into: container)
            try replaceText(edits, writing: path)
        }
        guard try holds(value, at: path) else { throw .editNotFound(key: path.names) }
    }

    mutating func remove(_ path: [PathStep], keepingEmpty earlier: ([PathStep]) -> [UInt8]?) throws(SettingsFault) {
        // One at a time: each removal moves what is behind it, and more than one is the rare case of duplicate keys.
        var duplicatesLeft = Self.duplicateLimit
        while let (index, container) = try lastChild(at: path) {
            guard duplicatesLeft > 0 else { throw .editNotFound(key: path.names) }
            try replaceText(JSONLayout(of: document).removal(ofChild: index, from: container), writing: path)
            duplicatesLeft -= 1
            if case .item = path.last { break }
        }
        guard duplicatesLeft < Self.duplicateLimit else { return }
        var parent = path.dropLast()
        while let step = parent.last, earlier(Array(parent)) == nil, let node = try node(at: parent), isEmpty(node, under: step) {
            let above = Array(parent)
            parent.removeLast()
            try remove(above, keepingEmpty: { _ in [] })
        }
    }

    /// Whether nothing is between the brackets, comments neither, or only the member by which an item is found.
    private func isEmpty(_ node: JSONNode, under step: PathStep) -> Bool {
        if node.range.count == 2 { return true }
        guard case .item(let key, _) = step, let member = document.members(of: node).first, document.has(name: key, member),
            document.members(of: node).count == 1
        else { return false }
        let bytes = document.bytes
        let lead = JSONTail(bytes, in: (node.range.lowerBound + 1)..<member.range.lowerBound)
        let tail = JSONTail(bytes, in: member.range.upperBound..<(node.range.upperBound - 1))
        return lead.firstComment == nil && tail.firstComment == nil
    }

    private func lastChild(at path: [PathStep]) throws(SettingsFault) -> (index: Int, container: JSONNode)? {
        guard let step = path.last, let container = try node(at: path.dropLast()) else { return nil }
        switch step {
        case .key(let name):
            try check(container, .object, at: path.dropLast())
            return document.members(of: container).lastIndex { document.has(name: name, $0) }.map { ($0, container) }
        case .item:
            return document.elements(of: container).firstIndex { isItem($0, step) }.map { ($0, container) }
        }
    }

    private mutating func replaceText(_ edits: [TextEdit], writing path: [PathStep]) throws(SettingsFault) {
        do {
            document = try JSONDocument(EditedText(document.bytes, applying: edits).bytes, syntax: .jsonc)
        } catch {
            // What we wrote cannot be read: an error of ours, and the file stays as it is.
            throw .editNotFound(key: path.names)
        }
        unchanged = nil
    }
}

extension JSONDocument {
    /// A value in the terms of `SettingsDocument`; a number that is no plain integer stays as it is spelled.
    func settingsValue(of node: JSONNode) -> JSONValue {
        switch node.kind {
        case .string: return .string(string(node) ?? "")
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .null: return .null
        case .number:
            let raw = Array(text(of: node))
            return integer(node).flatMap { Array(String($0).utf8) == raw ? .integer($0) : nil } ?? .raw(raw)
        case .array: return .array(elements(of: node).map(settingsValue))
        case .object: return .object(members(of: node).map { JSONValue.Member(name(of: $0), settingsValue(of: $0.value)) })
        }
    }

    /// The ranges of a container's members or elements.
    func children(of node: JSONNode) -> [Range<Int>] {
        node.kind == .array ? elements(of: node).map(\.range) : members(of: node).map(\.range)
    }
}

/// The text behind a member up to the next one or the closing brace: white space, comments and at most one comma.
struct JSONTail {
    /// Offset of the comma, when there is one.
    private(set) var comma: Int?
    /// Offset of the first comment, when there is one.
    private(set) var firstComment: Int?
    /// Behind the last comment or comma; the start when there is only white space.
    private(set) var end: Int

    /// - Parameters:
    ///   - bytes: a text that was checked as a whole.
    ///   - range: the part to look at.
    init(_ bytes: [UInt8], in range: Range<Int>) {
        end = range.lowerBound
        var offset = range.lowerBound
        while offset < range.upperBound {
            switch bytes[offset] {
            case UInt8(ascii: ","):
                comma = comma ?? offset
                offset += 1
                end = offset
            case UInt8(ascii: "/"):
                firstComment = firstComment ?? offset
                offset = Self.endOfComment(bytes, at: offset, limit: range.upperBound)
                end = offset
            default:
                offset += 1
            }
        }
    }

    private static func endOfComment(_ bytes: [UInt8], at start: Int, limit: Int) -> Int {
        var offset = start + 2
        if start + 1 < limit, bytes[start + 1] == UInt8(ascii: "/") {
            while offset < limit, !TextLines.isBreak(bytes[offset]) { offset += 1 }
            return min(offset, limit)
        }
        while offset + 1 < limit {
            if bytes[offset] == UInt8(ascii: "*"), bytes[offset + 1] == UInt8(ascii: "/") { return offset + 2 }
            offset += 1
        }
        return limit
    }
}
