import Yams

/// A text of YAML that is a mapping of names to values: what it says, and in which lines. Yams is known in this file alone.
struct ConfigDocument {
    enum Value: Equatable {
        case nothing
        case flag(Bool)
        /// As it is spelled.
        case number(String)
        case text(String)
        case list([Value])
        /// A mapping, or what is none of these.
        case other
    }

    struct Member: Equatable {
        let name: String
        let value: Value
        /// Counted from 1.
        let line: Int
    }

    /// In the order of the text.
    let members: [Member]

    /// - Parameter bytes: the whole file, whose length the caller bounds.
    init(_ bytes: [UInt8]) throws(ConfigFault) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw ConfigFault(line: nil, reason: .notUTF8) }
        let root: Node?
        do {
            // The encoding is named because the default one looks at the environment and prints.
            root = try Parser(yaml: text, encoding: .utf8).singleRoot()
        } catch {
            throw Self.fault(error, text)
        }
        switch root {
        case nil: members = []
        // A document that is begun and holds nothing.
        case .scalar(let scalar)? where scalar.string.isEmpty && scalar.style == .plain: members = []
        case .mapping(let mapping)?:
            members = mapping.map { key, value in
                Member(name: key.scalar?.string ?? "", value: Self.value(value), line: key.mark?.line ?? 1)
            }
        case let node?: throw ConfigFault(line: node.mark?.line ?? 1, reason: .notAMapping)
        }
    }

    private static func value(_ node: Node) -> Value {
        switch node {
        case .sequence(let sequence): return .list(sequence.map { item in item.scalar == nil ? .other : value(item) })
        case .mapping, .alias: return .other
        case .scalar(let scalar):
            switch Tag.Name(rawValue: node.tag.rawValue) {
            case .null: return .nothing
            case .bool: return node.bool.map { .flag($0) } ?? .other
            case .int: return .number(scalar.string)
            case .str: return .text(scalar.string)
            default: return .other
            }
        }
    }

    // MARK: Faults

    private static func fault(_ error: any Error, _ text: String) -> ConfigFault {
        guard let error = error as? YamlError else { return ConfigFault(line: nil, reason: .syntax("it cannot be read")) }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return ConfigFault(line: mark.line, reason: .syntax(problem))
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            return ConfigFault(line: line, reason: .syntax(problem))
        case .duplicatedKeysInMapping(let names, let context):
            let name = names.first ?? ""
            return ConfigFault(line: secondLine(of: name, in: text) ?? context.mark.line, reason: .duplicateKey(name))
        default: return ConfigFault(line: nil, reason: .syntax("it cannot be read"))
        }
    }

    /// The library tells the first place of a name that is there twice; what is to be taken out is the second.
    private static func secondLine(of name: String, in text: String) -> Int? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.indices.filter { lines[$0].hasPrefix("\(name):") }.dropFirst().first.map { $0 + 1 }
    }
}
