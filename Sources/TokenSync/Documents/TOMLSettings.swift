import LosslessJSON

/// Settings in TOML, edited where they stand.
struct TOMLSettings: SettingsDocument {
    private(set) var document: TOMLDocument

    var bytes: [UInt8] { document.bytes }

    init(_ bytes: [UInt8]) throws(SettingsFault) {
        document = try TOMLDocument(bytes)
    }

    // MARK: Reading

    func value(at path: [PathStep]) throws(SettingsFault) -> JSONValue? {
        try single(at: path).map(value)
    }

    func spelling(at path: [PathStep]) throws(SettingsFault) -> JSONValue? {
        try single(at: path).map { .raw(Array(bytes[$0.range])) }
    }

    func offset(of path: [PathStep]) throws(SettingsFault) -> Int? {
        let (found, missing) = try resolve(path)
        return missing.isEmpty ? offset(of: found) : nil
    }

    func names(at path: [PathStep]) throws(SettingsFault) -> [String] {
        let (found, missing) = try resolve(path)
        guard missing.isEmpty else { return [] }
        return document.children(of: found).compactMap { $0.last?.name }
    }

    /// The value under a path that a table may not stand under.
    private func single(at path: [PathStep]) throws(SettingsFault) -> TOMLValue? {
        let (found, missing) = try resolve(path)
        guard missing.isEmpty else { return nil }
        guard case .value(let value, _, _) = document.nodes[found] else { throw wrongShape(path[...], .single, at: found) }
        return value
    }

    private func value(of value: TOMLValue) -> JSONValue {
        switch value.kind {
        case .string(let text): return .string(text)
        case .boolean(let isTrue): return .bool(isTrue)
        case .array(let elements): return .array(elements.map(self.value))
        case .inlineTable(let pairs):
            return .object(
                pairs.map { pair in
                    let inner = pair.names.dropFirst().reversed().reduce(self.value(of: pair.value)) { .object([.init($1, $0)]) }
                    return JSONValue.Member(pair.names[0], inner)
                })
        case .other:
            let raw = Array(bytes[value.range])
            return Int(String(decoding: raw, as: UTF8.self)).flatMap { Array(String($0).utf8) == raw ? .integer($0) : nil } ?? .raw(raw)
        }
    }

    /// Follows a path as far as it leads.
    func resolve(_ path: [PathStep]) throws(SettingsFault) -> (found: [TOMLStep], missing: ArraySlice<PathStep>) {
        var found: [TOMLStep] = []
        for (depth, step) in path.enumerated() {
            guard let next = try child(step, of: found, at: path.prefix(depth)) else { return (found, path[depth...]) }
            found.append(next)
        }
        return (found, [])
    }

    private func child(_ step: PathStep, of found: [TOMLStep], at path: ArraySlice<PathStep>) throws(SettingsFault) -> TOMLStep? {
        switch (step, document.nodes[found]) {
        case (.key(let name), .table):
            return document.nodes[found + [.key(name)]] == nil ? nil : .key(name)
        case (.key(let name), .value(let value, _, _)):
            guard case .inlineTable = value.kind else { throw wrongShape(path, .table, at: found) }
            return document.nodes[found + [.key(name)]] == nil ? nil : .key(name)
        case (.item(let key, let name), .arrayOfTables(let count)):
            return (0..<count).first { isItem(found + [.index($0)], key, name) }.map { .index($0) }
        case (.item(let key, let name), .value(let value, _, _)):
            guard case .array(let elements) = value.kind else { throw wrongShape(path, .list, at: found) }
            return elements.indices.first { isItem(found + [.index($0)], key, name) }.map { .index($0) }
        case (.item, _):
            throw wrongShape(path, .list, at: found)
        case (.key, _):
            throw wrongShape(path, .table, at: found)
        }
    }

    private func isItem(_ path: [TOMLStep], _ key: String, _ name: String) -> Bool {
        guard case .value(let value, _, _) = document.nodes[path + [.key(key)]], case .string(let text) = value.kind else { return false }
        return text == name
    }

    private func wrongShape(_ path: ArraySlice<PathStep>, _ expected: SettingsFault.Expectation, at found: [TOMLStep]) -> SettingsFault {
        .wrongShape(key: Array(path).names, expected: expected, at: position(ofOffset: offset(of: found)))
    }

    private func offset(of path: [TOMLStep]) -> Int {
        switch document.nodes[path] {
        case .value(let value, _, _): value.range.lowerBound
        case .table(.header(let section)): document.sections[section].header?.lowerBound ?? 0
        case .table(.dotted), .table(.implicit), .arrayOfTables, .table(.inline):
            document.children(of: path).first.map(offset) ?? 0
        case .table(.root), nil: 0
        }
    }

    // MARK: Writing

    mutating func set(_ value: JSONValue, at path: [PathStep]) throws(SettingsFault) {
        guard !path.isEmpty else { return }
        let (found, missing) = try resolve(path)
        let edits: [TextEdit]
        var changed = found
        if let first = missing.first {
            edits = try insertion(of: missing, value, into: found, at: path)
            changed.append(step(for: first, in: found))
        } else {
            guard let old = try single(at: path) else { throw .editNotFound(key: path.names) }
            if self.value(of: old) == value { return }
            // A table in braces is a table all the same.
            if case .inlineTable = old.kind { throw wrongShape(path[...], .single, at: found) }
            edits = [TextEdit(old.range, TOMLSpelling.value(value, quote: bytes[old.range.lowerBound]))]
        }
        try replaceText(edits, at: changed, isRemoval: false, writing: path)
        guard try holds(value, at: path) else { throw .editNotFound(key: path.names) }
    }

    private func step(for missing: PathStep, in found: [TOMLStep]) -> TOMLStep {
        switch missing {
        case .key(let name): .key(name)
        case .item: .index(document.children(of: found).count)
        }
    }

    mutating func remove(_ path: [PathStep], keepingEmpty earlier: ([PathStep]) -> [UInt8]?) throws(SettingsFault) {
        let (found, missing) = try resolve(path)
        guard missing.isEmpty, !path.isEmpty else { return }
        try replaceText(try removal(of: found, at: path), at: found, isRemoval: true, writing: path)
        var parent = path.dropLast()
        while let step = parent.last, earlier(Array(parent)) == nil {
            let (found, missing) = try resolve(Array(parent))
            // A table without a header goes with the last of its pairs.
            if missing.isEmpty {
                guard isEmpty(found, under: step) else { return }
                try replaceText(removal(of: found), at: found, isRemoval: true, writing: Array(parent))
            }
            parent.removeLast()
        }
    }

    /// Whether nothing is in a table or an array, or only the pair by which an item is found.
    private func isEmpty(_ path: [TOMLStep], under step: PathStep) -> Bool {
        let children = document.children(of: path)
        if case .item(let key, _) = step { return children == [path + [.key(key)]] }
        return children.isEmpty
    }

    /// - Parameters:
    ///   - changed: the only place where the text may say something else behind the edits.
    ///   - isRemoval: whether nothing stands there then.
    private mutating func replaceText(
        _ edits: [TextEdit], at changed: [TOMLStep], isRemoval: Bool, writing path: [PathStep]
    ) throws(SettingsFault) {
        let expected = document.signature(around: changed, isThere: true)
        try apply(edits, writing: path) { $0.document.signature(around: changed, isThere: !isRemoval) == expected }
    }
}
