import LosslessJSON

/// Variables in a dotenv file, edited where they stand. A path is one name; every value is a string.
struct DotenvSettings: SettingsDocument {
    private(set) var bytes: [UInt8]
    private var variables: [DotenvVariable]

    init(_ bytes: [UInt8]) throws(SettingsFault) {
        var scanner = DotenvScanner(bytes)
        variables = try scanner.variables()
        self.bytes = bytes
    }

    // MARK: Reading

    func value(at path: [PathStep]) throws(SettingsFault) -> JSONValue? {
        guard let variable = try variable(at: path) else { return nil }
        return variable.text.map { .string($0) } ?? .raw(Array(bytes[variable.value]))
    }

    func spelling(at path: [PathStep]) throws(SettingsFault) -> JSONValue? {
        try variable(at: path).map { .raw(Array(bytes[$0.value])) }
    }

    func offset(of path: [PathStep]) throws(SettingsFault) -> Int? {
        try path.isEmpty ? 0 : variable(at: path)?.value.lowerBound
    }

    func names(at path: [PathStep]) -> [String] {
        path.isEmpty ? variables.map(\.name) : []
    }

    /// Of two of one name the last one counts for some programs and the first one for others, so that neither is edited.
    private func variable(at path: [PathStep]) throws(SettingsFault) -> DotenvVariable? {
        guard case .key(let name) = path.first, path.count == 1 else { return nil }
        let matches = variables.filter { $0.name == name }
        if matches.count > 1 { throw uneditable(.duplicateKey, at: matches[1].range.lowerBound) }
        return matches.first
    }

    // MARK: Writing

    mutating func set(_ value: JSONValue, at path: [PathStep]) throws(SettingsFault) {
        guard case .key(let name) = path.first, path.count == 1 else { throw .editNotFound(key: path.names) }
        let edit: TextEdit
        if let variable = try variable(at: path) {
            if try self.value(at: path) == value { return }
            if let construct = variable.construct { throw uneditable(construct, at: variable.value.lowerBound) }
            edit = TextEdit(variable.value, try spelling(of: value, like: bytes[variable.value].first, at: path))
        } else {
            let line = Array("\(name)=".utf8) + (try spelling(of: value, like: nil, at: path))
            edit = TextEdit(bytes.count..<bytes.count, lines.areEnded ? line + lines.newline : lines.newline + line)
        }
        try replaceText([edit], writing: path, isRemoval: false)
        guard try holds(value, at: path) else { throw .editNotFound(key: path.names) }
    }

    mutating func remove(_ path: [PathStep], keepingEmpty earlier: ([PathStep]) -> [UInt8]?) throws(SettingsFault) {
        guard let variable = try variable(at: path) else { return }
        var behind = lines.behindBlanks(at: variable.range.upperBound)
        var start = variable.range.lowerBound
        if behind >= bytes.count || TextLines.isBreak(bytes[behind]) {
            start = lines.lineStart(of: start)
            // Without a line break behind it, the line takes the one before it.
            if behind >= bytes.count { start = lines.startOfBreak(before: start) }
            behind = lines.behindBreak(at: behind)
        }
        try replaceText([TextEdit(start..<behind, [])], writing: path, isRemoval: true)
    }

    private func spelling(of value: JSONValue, like quote: UInt8?, at path: [PathStep]) throws(SettingsFault) -> [UInt8] {
        if case .raw(let spelling) = value { return spelling }
        guard case .string(let text) = value else { throw .wrongShape(key: path.names, expected: .string, at: position(of: path)) }
        let scalars = text.unicodeScalars
        let isPlain = text.utf8.allSatisfy { $0.isWord || "/.:@+~=,%".utf8.contains($0) }
        if isPlain, quote != UInt8(ascii: "\""), quote != UInt8(ascii: "'") { return Array(text.utf8) }
        if !scalars.contains(where: { "\"\\$`\n\r".unicodeScalars.contains($0) }), quote != UInt8(ascii: "'") {
            return Array("\"\(text)\"".utf8)
        }
        // Nothing is special between single quotes, and no program lets one stand there.
        guard !scalars.contains(where: { "'\n\r\\".unicodeScalars.contains($0) }) else {
            throw .wrongShape(key: path.names, expected: .single, at: position(of: path))
        }
        return Array("'\(text)'".utf8)
    }

    private mutating func replaceText(_ edits: [TextEdit], writing path: [PathStep], isRemoval: Bool) throws(SettingsFault) {
        let others = others(than: path)
        try apply(edits, writing: path) { edited throws(SettingsFault) in
            let isGone = try edited.variable(at: path) == nil
            return edited.others(than: path) == others && isGone == isRemoval
        }
    }

    private func others(than path: [PathStep]) -> [[UInt8]] {
        variables.filter { [.key($0.name)] != path }.map { Array("\($0.name)=".utf8) + bytes[$0.value] }
    }
}

/// One `NAME=value` of a dotenv text.
struct DotenvVariable: Sendable {
    let name: String
    /// From the name, or `export` before it, to the value's last byte.
    let range: Range<Int>
    /// The value with its quotes.
    let value: Range<Int>
    /// Decoded; nil for one over several lines, or with a reference to another variable, which are not edited.
    let text: String?
    /// Why there is no text.
    let construct: UneditableConstruct?
}

/// Reads a dotenv text as the `dotenv` package of Node does (https://www.npmjs.com/package/dotenv, "What rules does the parsing engine
/// follow?"), and refuses what programs disagree about.
struct DotenvScanner: TextScanner {
    let bytes: [UInt8]
    var offset: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = TextLines(of: bytes).start
    }

    mutating func variables() throws(SettingsFault) -> [DotenvVariable] {
        var variables: [DotenvVariable] = []
        while true {
            while let current, TextLines.isBlank(current) || TextLines.isBreak(current) { offset += 1 }
            guard let current else { return variables }
            if current == UInt8(ascii: "#") {
                offset = lines.lineEnd(of: offset)
            } else {
                variables.append(try variable())
            }
        }
    }

    private mutating func variable() throws(SettingsFault) -> DotenvVariable {
        let start = offset
        var name = word()
        if name == "export", let next = current, TextLines.isBlank(next) {
            skipBlanks()
            name = word()
        }
        skipBlanks()
        guard !name.isEmpty, current == UInt8(ascii: "=") else { throw unexpected() }
        offset += 1
        let behindSign = offset
        skipBlanks()
        let (value, text, construct) = try value(behind: behindSign)
        skipBlanks()
        if let current, !TextLines.isBreak(current), current != UInt8(ascii: "#") { throw unexpected() }
        offset = lines.lineEnd(of: offset)
        return DotenvVariable(name: name, range: start..<value.upperBound, value: value, text: text, construct: construct)
    }

    private mutating func word() -> String {
        let start = offset
        while let current, current.isWord || current == UInt8(ascii: ".") { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func value(
        behind sign: Int
    ) throws(SettingsFault) -> (range: Range<Int>, text: String?, construct: UneditableConstruct?) {
        if let quote = current, "\"'`".utf8.contains(quote) { return try quoted(quote) }
        let start = offset
        var end = offset
        while let current, !TextLines.isBreak(current) {
            if current == UInt8(ascii: "#"), offset == start || TextLines.isBlank(bytes[offset - 1]) { break }
            offset += 1
            if !TextLines.isBlank(current) { end = offset }
        }
        offset = end
        // Nothing stands right behind the sign, whatever blanks follow.
        if start == end { return (sign..<sign, "", nil) }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        return (start..<end, text.contains("$") ? nil : text, text.contains("$") ? .reference : nil)
    }

    private mutating func quoted(
        _ quote: UInt8
    ) throws(SettingsFault) -> (range: Range<Int>, text: String?, construct: UneditableConstruct?) {
        let start = offset
        offset += 1
        while let current, current != quote {
            if current == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { offset += 1 }
            offset += 1
        }
        guard current == quote else { throw fault(.unterminatedString, at: start) }
        offset += 1
        let inner = bytes[(start + 1)..<(offset - 1)]
        let isReference = quote == UInt8(ascii: "\"") && inner.contains(UInt8(ascii: "$"))
        // Programs disagree on what a backslash means.
        let isPlain = !inner.contains(where: TextLines.isBreak) && !inner.contains(UInt8(ascii: "\\")) && !isReference
        return (
            start..<offset, isPlain ? String(decoding: inner, as: UTF8.self) : nil,
            isPlain ? nil : isReference ? .reference : .severalLines
        )
    }
}
