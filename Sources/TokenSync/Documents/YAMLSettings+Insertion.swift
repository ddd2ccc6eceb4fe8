import LosslessJSON

extension YAMLSettings {
    /// The edits that add a value with the mappings and items that are missing on its way.
    ///
    /// - Parameters:
    ///   - missing: the steps that lead nowhere yet; at least one.
    ///   - found: the nodes down to the one that they begin in.
    func insertion(of missing: ArraySlice<PathStep>, _ value: JSONValue, into found: [YAMLNode]) throws(SettingsFault) -> [TextEdit] {
        guard let container = found.last else { return [] }
        switch container.kind {
        case .mapping(_, let column), .sequence(_, let column):
            let place = try lineEnd(behind: container)
            return [TextEdit(place..<place, lines.newline + text(of: missing, value, column: column))]
        case _ where found.count == 1:
            return [atEnd(text(of: missing, value, column: 0), replacing: container)]
        default:
            guard case .mapping(_, let outer) = found[found.count - 2].kind else {
                throw uneditable(.flowStyle, at: container.range.lowerBound)
            }
            // Braces without anything between them give way to the lines below.
            let range = container.range
            let start = range.isEmpty ? range.lowerBound : lines.startOfBlanks(before: range.lowerBound)
            let place = lines.lineEnd(of: range.upperBound)
            let line = lines.newline + text(of: missing, value, column: outer + unit)
            return range.upperBound == place
                ? [TextEdit(start..<place, line)] : [TextEdit(start..<range.upperBound, []), TextEdit(place..<place, line)]
        }
    }

    /// The end of the last line of a collection.
    private func lineEnd(behind node: YAMLNode) throws(SettingsFault) -> Int {
        var last = node
        while true {
            switch last.kind {
            case .mapping(let members, _): last = members.last?.value ?? last
            case .sequence(let items, _): last = items.last?.value ?? last
            case .scalar(let scalar) where scalar.style == .block && last.range.upperBound == bytes.count:
                // A line break behind it would be part of it.
                throw uneditable(.severalLines, at: last.range.lowerBound)
            default: return lines.lineEnd(of: last.range.upperBound)
            }
        }
    }

    /// Text at the end of a file without values, which keeps its habit of a line break at the end.
    private func atEnd(_ text: [UInt8], replacing node: YAMLNode) -> TextEdit {
        if !node.range.isEmpty { return TextEdit(node.range, text) }
        return TextEdit(bytes.count..<bytes.count, lines.areEnded ? text + lines.newline : lines.newline + text)
    }

    // MARK: Text

    /// One level of indentation: as deep as the first mapping inside a mapping is here, else two spaces.
    private var unit: Int {
        var level = [root]
        while !level.isEmpty {
            var next: [YAMLNode] = []
            for node in level {
                switch node.kind {
                case .mapping(let members, let column):
                    for case .mapping(_, let inner) in members.map(\.value.kind) where inner > column { return inner - column }
                    next += members.map(\.value)
                case .sequence(let items, _): next += items.map(\.value)
                default: break
                }
            }
            level = next
        }
        return 2
    }

    /// Lines for what is missing, without the last line break.
    private func text(of missing: ArraySlice<PathStep>, _ value: JSONValue, column: Int) -> [UInt8] {
        let indentation = [UInt8](repeating: 0x20, count: column)
        let rest = missing.dropFirst()
        switch missing.first {
        case .key(let name):
            let key = indentation + YAMLSpelling.key(name) + [UInt8(ascii: ":")]
            if rest.isEmpty { return key + [0x20] + YAMLSpelling.value(value) }
            return key + lines.newline + text(of: rest, value, column: column + unit)
        case .item(let key, let name):
            let member = YAMLSpelling.key(key) + Array(": ".utf8) + YAMLSpelling.value(.string(name))
            return indentation + Array("- ".utf8) + member + lines.newline + text(of: rest, value, column: column + 2)
        case nil:
            return []
        }
    }
}
