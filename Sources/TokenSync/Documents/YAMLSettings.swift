import LosslessJSON

/// Settings in YAML, edited where they stand: block mappings and sequences, and scalars on one line.
struct YAMLSettings: SettingsDocument {
    private(set) var bytes: [UInt8]
    private(set) var root: YAMLNode

    init(_ bytes: [UInt8]) throws(SettingsFault) {
        var scanner = YAMLScanner(bytes)
        self.bytes = bytes
        root = try scanner.document() ?? YAMLNode(kind: .empty, range: bytes.count..<bytes.count)
    }

    // MARK: Reading

    func value(at path: [PathStep]) throws(SettingsFault) -> JSONValue? {
        guard let node = try single(at: path) else { return nil }
        switch node.kind {
        case .scalar(let scalar):
            guard let text = scalar.text else { return .raw(Array(bytes[node.range])) }
            return scalar.style == .plain ? YAMLSpelling.value(ofPlain: text) : .string(text)
        case .flow:
            let text = Array(bytes[node.range])
            // Not every collection in brackets is JSON; the others are told as they are spelled.
            guard let document = try? JSONDocument(text) else { return .raw(text) }
            return document.settingsValue(of: document.root)
        default:
            return .null
        }
    }

    func spelling(at path: [PathStep]) throws(SettingsFault) -> JSONValue? {
        try single(at: path).map { .raw(Array(bytes[$0.range])) }
    }

    func offset(of path: [PathStep]) throws(SettingsFault) -> Int? {
        let (found, missing) = try resolve(path)
        return missing.isEmpty ? found.last?.range.lowerBound : nil
    }

    func names(at path: [PathStep]) throws(SettingsFault) -> [String] {
        let (found, missing) = try resolve(path)
        guard missing.isEmpty, case .mapping(let members, _) = found.last?.kind else { return [] }
        return members.map(\.name)
    }

    /// The value under a path that a block collection may not stand under.
    private func single(at path: [PathStep]) throws(SettingsFault) -> YAMLNode? {
        let (found, missing) = try resolve(path)
        guard missing.isEmpty, let node = found.last else { return nil }
        try checkProperty(node)
        switch node.kind {
        case .mapping, .sequence: throw wrongShape(path[...], .single, at: node)
        case .alias: throw uneditable(.alias, at: node.range.lowerBound)
        case .scalar, .flow, .empty: return node
        }
    }

    /// Follows a path as far as it leads.
    ///
    /// - Returns: the nodes on the way, the root first, and the steps that lead nowhere.
    func resolve(_ path: [PathStep]) throws(SettingsFault) -> (found: [YAMLNode], missing: ArraySlice<PathStep>) {
        var found = [root]
        for (depth, step) in path.enumerated() {
            guard let next = try child(step, of: found[depth], at: path.prefix(depth), isLast: depth + 1 == path.count) else {
                return (found, path[depth...])
            }
            found.append(next)
        }
        return (found, [])
    }

    private func child(
        _ step: PathStep, of node: YAMLNode, at path: ArraySlice<PathStep>, isLast: Bool
    ) throws(SettingsFault) -> YAMLNode? {
        try checkProperty(node)
        switch (step, node.kind) {
        case (.key(let name), .mapping(let members, _)):
            let matches = members.filter { $0.name == name }
            if matches.count > 1 { throw uneditable(.duplicateKey, at: matches[1].key.lowerBound) }
            if matches.isEmpty, !isLast, let merge = members.first(where: { $0.name == "<<" }) {
                // It may bring the collection that is looked for, and one of our own would hide it.
                throw uneditable(.mergeKey, at: merge.key.lowerBound)
            }
            return matches.first?.value
        case (.item(let key, let value), .sequence(let items, _)):
            for item in items where try isItem(item.value, key, value) { return item.value }
            return nil
        case (_, .empty):
            return nil
        case (_, .alias):
            throw uneditable(.alias, at: node.range.lowerBound)
        case (_, .flow(let isEmpty)):
            guard isEmpty else { throw uneditable(.flowStyle, at: node.range.lowerBound) }
            guard (bytes[node.range.lowerBound] == UInt8(ascii: "{")) == (step.name != nil) else { fallthrough }
            return nil
        default:
            throw wrongShape(path, step.name == nil ? .list : .mapping, at: node)
        }
    }

    private func isItem(_ node: YAMLNode, _ key: String, _ value: String) throws(SettingsFault) -> Bool {
        switch node.kind {
        case .mapping(let members, _):
            guard case .scalar(let scalar) = members.first(where: { $0.name == key })?.value.kind else { return false }
            return scalar.text == value
        case .flow where bytes[node.range].firstRange(of: value.utf8) != nil:
            // It may be the item that is looked for.
            throw uneditable(.flowStyle, at: node.range.lowerBound)
        default:
            return false
        }
    }

    // MARK: Faults

    private func checkProperty(_ node: YAMLNode) throws(SettingsFault) {
        if let property = node.property { throw uneditable(property.construct, at: property.range.lowerBound) }
    }

    private func wrongShape(_ path: ArraySlice<PathStep>, _ expected: SettingsFault.Expectation, at node: YAMLNode) -> SettingsFault {
        .wrongShape(key: Array(path).names, expected: expected, at: position(ofOffset: node.range.lowerBound))
    }

    // MARK: Writing

    mutating func set(_ value: JSONValue, at path: [PathStep]) throws(SettingsFault) {
        guard !path.isEmpty else { return }
        let (found, missing) = try resolve(path)
        guard let last = found.last else { return }
        let edits: [TextEdit]
        if missing.isEmpty {
            if try self.value(at: path) == value { return }
            edits = [try replacement(of: last, by: value, at: path)]
        } else {
            edits = try insertion(of: missing, value, into: found)
        }
        try replaceText(edits, at: Array(path.prefix(path.count - max(missing.count - 1, 0))), isRemoval: false)
        guard try holds(value, at: path) else { throw .editNotFound(key: path.names) }
    }

    private func replacement(of node: YAMLNode, by value: JSONValue, at path: [PathStep]) throws(SettingsFault) -> TextEdit {
        switch node.kind {
        case .scalar(let scalar):
            guard scalar.text != nil else { throw uneditable(.severalLines, at: node.range.lowerBound) }
            return TextEdit(node.range, YAMLSpelling.value(value, like: scalar.style))
        case .flow:
            let isCollection =
                switch value {
                case .array, .object, .raw: true;
                default: false
                }
            guard isCollection else { throw wrongShape(path[...], .single, at: node) }
            return TextEdit(node.range, YAMLSpelling.value(value))
        default:
            return TextEdit(node.range, [0x20] + YAMLSpelling.value(value))
        }
    }

    mutating func remove(_ path: [PathStep], keepingEmpty earlier: ([PathStep]) -> [UInt8]?) throws(SettingsFault) {
        let (found, missing) = try resolve(path)
        guard missing.isEmpty, !path.isEmpty else { return }
        _ = try single(at: path)
        // Up to the outermost thing that would hold nothing any more.
        var depth = path.count
        while depth > 1, earlier(Array(path.prefix(depth - 1))) == nil,
            isAlone(path[depth - 1], in: found[depth - 1], under: path[depth - 2])
        {
            depth -= 1
        }
        let removed = Array(path.prefix(depth))
        let edits = removal(of: removed, in: found, leaving: earlier(removed.dropLast()))
        try replaceText(edits, at: removed, isRemoval: true)
    }

    /// Whether a collection holds this one thing, or beside it only the member by which an item is found.
    private func isAlone(_ step: PathStep, in node: YAMLNode, under outer: PathStep) -> Bool {
        switch (node.kind, outer, step) {
        case (.mapping(let members, _), .item(let key, _), .key(let name)):
            members.allSatisfy { $0.name == key || $0.name == name } && members.count <= 2
        case (.mapping(let members, _), _, _): members.count == 1
        case (.sequence(let items, _), _, _): items.count == 1
        default: false
        }
    }

    /// - Parameters:
    ///   - path: the only place where the text may say something else behind the edits.
    ///   - isRemoval: whether nothing stands there then.
    private mutating func replaceText(_ edits: [TextEdit], at path: [PathStep], isRemoval: Bool) throws(SettingsFault) {
        // Where there is none, no text is right.
        let expected = try? signature(around: path, isThere: true)
        try apply(edits, writing: path) { edited throws(SettingsFault) in
            try edited.signature(around: path, isThere: !isRemoval) == expected
        }
    }
}

extension YAMLSettings {
    /// Every value that is made of no others, by the names on its way and as it is spelled: what must be the same behind an edit as it
    /// was before.
    ///
    /// - Parameters:
    ///   - path: where the edit is; what it stands in is left out.
    ///   - isThere: whether something stands there, which is left out too.
    func signature(around path: [PathStep], isThere: Bool) throws(SettingsFault) -> [[UInt8]] {
        let (found, missing) = try resolve(path)
        let changed = isThere && missing.isEmpty ? found.last?.range : nil
        let around = Set(found.prefix(path.count).map(\.range.lowerBound))
        var signature: [[UInt8]] = []
        gather(root, name: [], changed, around, &signature)
        return signature
    }

    private func gather(_ node: YAMLNode, name: [UInt8], _ changed: Range<Int>?, _ around: Set<Int>, _ signature: inout [[UInt8]]) {
        switch node.kind {
        case .mapping(let members, _) where node.range != changed:
            for member in members {
                gather(member.value, name: name + Array(member.name.utf8) + [0x00], changed, around, &signature)
            }
        case .sequence(let items, _) where node.range != changed:
            for item in items { gather(item.value, name: name + [0x01], changed, around, &signature) }
        default:
            // Something empty on the way is filled or emptied by the edit.
            let isOnTheWay =
                switch node.kind {
                case .flow(true), .empty: around.contains(node.range.lowerBound);
                default: false
                }
            guard node.range != changed, !isOnTheWay else { return }
            signature.append(name + (node.property.map { Array(bytes[$0.range]) } ?? []) + [0x00] + bytes[node.range])
        }
    }
}
