import LosslessJSON

/// Settings in JSON with comments, edited where they stand.
struct JSONSettings: SettingsDocument {
    /// The text of a file that holds nothing, without the byte order mark: white space alone is no JSON.
    private static let emptyText = Array("{}".utf8)
    /// Each removal reads the text anew, so that a file with more keys of one name than any person writes would hold us up.
    private static let duplicateLimit = 100
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private(set) var document: JSONDocument
    /// The text that was read, as long as it is unchanged: a blank one must not become `{}` by being looked at.
    private var unchanged: [UInt8]?

    var bytes: [UInt8] { unchanged ?? document.bytes }

    init(_ bytes: [UInt8]) throws(SettingsFault) {
        let mark = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark : []
        let isBlank = bytes.dropFirst(mark.count).allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let text = isBlank ? mark + Self.emptyText + [UInt8(ascii: "\n")] : bytes
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
        let text = document.bytes.starts(with: Self.byteOrderMark) ? document.bytes.dropFirst(3) : document.bytes[...]
        return text.allSatisfy { [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "{"), UInt8(ascii: "}")].contains($0) }
    }

    // MARK: Reading

    func value(at path: [String]) throws(SettingsFault) -> JSONValue? {
        guard let name = path.last, let object = try object(at: path.dropLast()) else { return nil }
        return document.value(name, of: object).map(value)
    }

    func position(of path: [String]) -> TextPosition {
        TextPosition(of: document.value(at: path)?.range.lowerBound ?? 0, in: document.bytes)
    }

    private func value(of node: JSONNode) -> JSONValue {
        document.string(node).map { .string($0) } ?? .raw(Array(document.text(of: node)))
    }

    /// The object under a path; nil when a key on the way is missing.
    private func object(at path: ArraySlice<String>) throws(SettingsFault) -> JSONNode? {
        var object = document.root
        for (depth, name) in path.enumerated() {
            guard let next = document.value(name, of: object) else { return nil }
            guard next.kind == .object else {
                let position = TextPosition(of: next.range.lowerBound, in: document.bytes)
                throw .wrongShape(key: Array(path.prefix(depth + 1)), expected: .object, at: position)
            }
            object = next
        }
        return object
    }

    // MARK: Writing

    mutating func set(_ value: JSONValue, at path: [String]) throws(SettingsFault) {
        guard let name = path.last else { return }
        var missing: [String] = []
        var parent = path.dropLast()
        var object = try object(at: parent)
        while object == nil, let last = parent.popLast() {
            missing.insert(last, at: 0)
            object = try self.object(at: parent)
        }
        let layout = JSONLayout(of: document)
        if missing.isEmpty, let object, let node = document.value(name, of: object) {
            guard self.value(of: node) != value else { return }
            let indentation = layout.indentation(at: node.range.lowerBound)
            try replaceText([TextEdit(node.range, layout.text(of: value, indentation: indentation))], writing: path)
        } else {
            let names = missing + [name]
            let added = names.dropFirst().reversed().reduce(value) { .object([.init($1, $0)]) }
            let edits = layout.insertion(of: names[0], added, into: object ?? document.root)
            try replaceText(edits, writing: path)
        }
        guard try self.value(at: path).map({ JSONSettings.isSame($0, value) }) == true else { throw .editNotFound(key: path) }
    }

    mutating func remove(_ path: [String], keepingEmpty isKept: ([String]) -> Bool) throws(SettingsFault) {
        // One at a time: each removal moves what is behind it, and more than one is the rare case of duplicate keys.
        var duplicatesLeft = Self.duplicateLimit
        while let (index, object) = try lastMember(at: path) {
            guard duplicatesLeft > 0 else { throw .editNotFound(key: path) }
            try replaceText(JSONLayout(of: document).removal(ofMember: index, from: object), writing: path)
            duplicatesLeft -= 1
        }
        guard duplicatesLeft < Self.duplicateLimit else { return }
        var parent = Array(path.dropLast())
        while !parent.isEmpty, !isKept(parent), let node = try self.object(at: parent[...]), node.range.count == 2 {
            let above = parent
            parent.removeLast()
            try remove(above, keepingEmpty: { _ in true })
        }
    }

    private func lastMember(at path: [String]) throws(SettingsFault) -> (index: Int, object: JSONNode)? {
        guard let name = path.last, let object = try object(at: path.dropLast()) else { return nil }
        return document.members(of: object).lastIndex { document.has(name: name, $0) }.map { ($0, object) }
    }

    private mutating func replaceText(_ edits: [TextEdit], writing path: [String]) throws(SettingsFault) {
        do {
            document = try JSONDocument(EditedText(document.bytes, applying: edits).bytes, syntax: .jsonc)
        } catch {
            // What we wrote cannot be read: an error of ours, and the file stays as it is.
            throw .editNotFound(key: path)
        }
        unchanged = nil
    }

    /// Containers are laid out anew when they are written, so that only scalars can be compared byte for byte.
    private static func isSame(_ read: JSONValue, _ written: JSONValue) -> Bool {
        switch written {
        case .string: read == written
        case .object, .array: true
        default: read == .raw(written.serialized)
        }
    }
}
