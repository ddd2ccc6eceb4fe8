import LosslessJSON

/// A TOML text that is read where it stands: what it says, and which bytes say it.
struct TOMLDocument: Sendable {
    let bytes: [UInt8]
    private(set) var sections: [TOMLSection] = []
    private(set) var nodes: [[TOMLStep]: TOMLNode] = [[]: .table(.root)]
    /// The paths of all nodes in the order in which they come into being.
    private(set) var order: [[TOMLStep]] = []

    /// - Throws: `SettingsFault.grammar` at the first byte that does not fit, and at a name that is given twice.
    init(_ bytes: [UInt8]) throws(SettingsFault) {
        self.bytes = bytes
        var scanner = TOMLScanner(bytes)
        for (index, var section) in try scanner.sections().enumerated() {
            if let header = section.header {
                section.path = try table(section.names, isArrayItem: section.isArrayItem, section: index, at: header.lowerBound)
            }
            sections.append(section)
            for pair in section.pairs { try define(pair, in: section.path, section: index, isInline: false) }
        }
    }

    // MARK: Reading

    /// The nodes directly below a path, in their order.
    func children(of path: [TOMLStep]) -> [[TOMLStep]] {
        order.filter { $0.count == path.count + 1 && $0.starts(with: path) }
    }

    /// Every value that is made of no others, by the names on its way and as it is spelled, sorted: what must be the same behind an edit
    /// as it was before.
    ///
    /// - Parameters:
    ///   - path: where the edit is; what it stands in is left out.
    ///   - isThere: whether something stands there, which is left out too.
    func signature(around path: [TOMLStep], isThere: Bool) -> [[UInt8]] {
        order.compactMap { place in
            guard case .value(let value, _, _) = nodes[place], isSmallest(value) else { return nil }
            if isThere ? place.starts(with: path) || path.starts(with: place) : place.count < path.count && path.starts(with: place) {
                return nil
            }
            var signature: [UInt8] = []
            for name in place.compactMap(\.name) { signature += Array(name.utf8) + [0x00] }
            return signature + bytes[value.range]
        }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Whether no part of a value has a path of its own that is looked at.
    private func isSmallest(_ value: TOMLValue) -> Bool {
        switch value.kind {
        case .array(let elements): elements.allSatisfy { if case .inlineTable = $0.kind { false } else { true } }
        case .inlineTable(let pairs): pairs.isEmpty
        default: true
        }
    }

    // MARK: Building

    private func duplicate(_ path: [TOMLStep], at offset: Int) -> SettingsFault {
        .grammar(.duplicateKey(path.compactMap(\.name).joined(separator: ".")), at: TextPosition(of: offset, in: bytes))
    }

    private mutating func add(_ node: TOMLNode, at path: [TOMLStep]) {
        nodes[path] = node
        order.append(path)
    }

    /// Makes the table of a header, and those above it that are missing.
    private mutating func table(
        _ names: [String], isArrayItem: Bool, section: Int, at offset: Int
    ) throws(SettingsFault) -> [TOMLStep] {
        var path: [TOMLStep] = []
        for name in names.dropLast() {
            path.append(.key(name))
            switch nodes[path] {
            case nil: add(.table(.implicit), at: path)
            case .table: break
            case .arrayOfTables(let count): path.append(.index(count - 1))
            case .value: throw duplicate(path, at: offset)
            }
        }
        path += names.suffix(1).map { .key($0) }
        switch (nodes[path], isArrayItem) {
        case (nil, false): add(.table(.header(section)), at: path)
        case (.table(.implicit), false): nodes[path] = .table(.header(section))
        case (nil, true): add(.arrayOfTables(count: 0), at: path)
        case (.arrayOfTables, true): break
        default: throw duplicate(path, at: offset)
        }
        guard isArrayItem, case .arrayOfTables(let count) = nodes[path] else { return path }
        nodes[path] = .arrayOfTables(count: count + 1)
        path.append(.index(count))
        add(.table(.header(section)), at: path)
        return path
    }

    private mutating func define(_ pair: TOMLPair, in base: [TOMLStep], section: Int, isInline: Bool) throws(SettingsFault) {
        var path = base
        let origin: TOMLNode.TableOrigin = isInline ? .inline : .dotted(section)
        for name in pair.names.dropLast() {
            path.append(.key(name))
            switch nodes[path] {
            case nil: add(.table(origin), at: path)
            case .table(origin): break
            default: throw duplicate(path, at: pair.key.lowerBound)
            }
        }
        path += pair.names.suffix(1).map { .key($0) }
        guard nodes[path] == nil else { throw duplicate(path, at: pair.key.lowerBound) }
        try define(pair.value, pair: pair, at: path, section: section)
    }

    private mutating func define(_ value: TOMLValue, pair: TOMLPair?, at path: [TOMLStep], section: Int) throws(SettingsFault) {
        add(.value(value, pair: pair, section: section), at: path)
        switch value.kind {
        case .inlineTable(let pairs):
            for pair in pairs { try define(pair, in: path, section: section, isInline: true) }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                try define(element, pair: nil, at: path + [.index(index)], section: section)
            }
        default: break
        }
    }
}

/// The part of a TOML text from one header to the next; the first one has no header.
struct TOMLSection: Sendable {
    /// The names in the header.
    var names: [String] = []
    /// From `[` to `]`; nil for the pairs before the first header.
    var header: Range<Int>?
    /// Whether the header is `[[…]]`.
    var isArrayItem = false
    var pairs: [TOMLPair] = []
    /// The table that the header stands for.
    var path: [TOMLStep] = []

    /// Behind the last value, or behind the header when there is none; nil for an empty first section.
    var end: Int? { pairs.last?.range.upperBound ?? header?.upperBound }
}

/// One `key = value` of a TOML text.
struct TOMLPair: Sendable {
    /// The names in the key, of which a dotted one has several.
    let names: [String]
    let key: Range<Int>
    let value: TOMLValue

    /// From the key's first byte to the value's last one.
    var range: Range<Int> { key.lowerBound..<value.range.upperBound }
}

/// A value of a TOML text: what it is, and which bytes spell it.
struct TOMLValue: Sendable {
    enum Kind: Sendable {
        /// Decoded.
        case string(String)
        case boolean(Bool)
        /// A number, a date or a time, as it is spelled.
        case other
        case array([TOMLValue])
        case inlineTable([TOMLPair])
    }

    let kind: Kind
    let range: Range<Int>

    /// The elements of an array, or the pairs of a table in braces; none of anything else.
    var parts: [Range<Int>] {
        switch kind {
        case .array(let elements): elements.map(\.range)
        case .inlineTable(let pairs): pairs.map(\.range)
        case .string, .boolean, .other: []
        }
    }
}

/// What stands under a path of a TOML text.
enum TOMLNode: Sendable {
    /// A value; `pair` is nil for an element of an array. `section` is the index of the section that it is written in.
    case value(TOMLValue, pair: TOMLPair?, section: Int)
    case table(TableOrigin)
    /// An array of tables with so many items.
    case arrayOfTables(count: Int)

    /// How a table comes into being.
    enum TableOrigin: Equatable, Sendable {
        /// It is the whole text.
        case root
        /// A header below it.
        case implicit
        /// Its own header, in the section of this index.
        case header(Int)
        /// A dotted key in the section of this index.
        case dotted(Int)
        /// A dotted key inside braces.
        case inline
    }
}

/// One step on the way from a TOML text's root to a value in it.
enum TOMLStep: Hashable, Sendable {
    case key(String)
    /// The item of an array, counted from 0.
    case index(Int)

    /// Nil for an item.
    var name: String? {
        if case .key(let name) = self { name } else { nil }
    }
}
