import LosslessJSON

extension TOMLSettings {
    /// The edits that add a value with the tables and items that are missing on its way.
    ///
    /// - Parameters:
    ///   - missing: the steps that lead nowhere yet; at least one.
    ///   - found: where they begin.
    func insertion(
        of missing: ArraySlice<PathStep>, _ value: JSONValue, into found: [TOMLStep], at path: [PathStep]
    ) throws(SettingsFault) -> [TextEdit] {
        switch document.nodes[found] {
        case .value(let container, _, _):
            return try insertion(of: missing, value, intoBracesOf: container, prefix: [])
        case .table(.inline):
            var outer = found
            var prefix: [String] = []
            while case .table(.inline) = document.nodes[outer], case .key(let name) = outer.popLast() { prefix.insert(name, at: 0) }
            guard case .value(let container, _, _) = document.nodes[outer] else { throw .editNotFound(key: path.names) }
            return try insertion(of: missing, value, intoBracesOf: container, prefix: prefix)
        case .table(.root) where missing.count == 1:
            return [line(pair(missing, value), inSection: 0)]
        case .table(.header(let section)) where missing.count == 1:
            return [line(pair(missing, value), inSection: section)]
        case .table(.dotted(let section)):
            guard missing.allSatisfy({ $0.name != nil }) else { throw uneditable(.flowStyle, at: firstValue(below: found)) }
            let prefix = found.dropFirst(document.sections[section].path.count).compactMap(\.name)
            return [line(pair(missing, value, prefix: prefix), inSection: section, behind: found)]
        case .table, .arrayOfTables:
            return [newSection(of: missing, value, below: found)]
        case nil:
            throw .editNotFound(key: path.names)
        }
    }

    private func firstValue(below path: [TOMLStep]) -> Int {
        for case .value(let value, _, _)? in document.children(of: path).map({ document.nodes[$0] }) { return value.range.lowerBound }
        return 0
    }

    // MARK: Pairs

    /// - Parameter steps: names alone.
    private func pair(_ steps: ArraySlice<PathStep>, _ value: JSONValue, prefix: [String] = []) -> [UInt8] {
        TOMLSpelling.key(prefix + steps.compactMap(\.name)) + Array(" = ".utf8) + TOMLSpelling.value(value)
    }

    /// A pair on a line of its own at the end of a section.
    ///
    /// - Parameter path: the table whose last pair the line goes behind; nil for the last pair of the section.
    private func line(_ pair: [UInt8], inSection index: Int, behind path: [TOMLStep]? = nil) -> TextEdit {
        let section = document.sections[index]
        let neighbours = path.map { path in
            section.pairs.filter { (section.path + $0.names.map { .key($0) }).starts(with: path) }
        }
        let neighbour = neighbours?.last ?? section.pairs.last
        guard let end = neighbour?.range.upperBound ?? section.header?.upperBound else { return firstLine(pair) }
        let indentation = lines.indentation(at: neighbour?.range.lowerBound ?? section.header?.lowerBound ?? end)
        let place = lines.lineEnd(of: end)
        return TextEdit(place..<place, lines.newline + indentation + pair)
    }

    /// The first pair of a text that has none before its first header: in front of the header, or at the end.
    private func firstLine(_ pair: [UInt8]) -> TextEdit {
        guard document.sections.count > 1 else { return paragraph(pair, isApart: false) }
        let isApart = lines.start < bytes.count && !TextLines.isBreak(bytes[lines.start])
        return TextEdit(lines.start..<lines.start, pair + lines.newline + (isApart ? lines.newline : []))
    }

    /// Text at the end of the file, which keeps its habit of a line break at the end.
    private func paragraph(_ text: [UInt8], isApart: Bool) -> TextEdit {
        let newline = lines.newline
        let end = bytes.count
        if isBlank { return TextEdit(end..<end, text + newline) }
        guard bytes.last == 0x0A else { return TextEdit(end..<end, newline + (isApart ? newline : []) + text) }
        let isBlankLineBefore = bytes.dropLast(bytes.suffix(2) == [0x0D, 0x0A] ? 2 : 1).last == 0x0A
        return TextEdit(end..<end, (isApart && !isBlankLineBefore ? newline : []) + text + newline)
    }

    // MARK: Sections

    private func newSection(of missing: ArraySlice<PathStep>, _ value: JSONValue, below found: [TOMLStep]) -> TextEdit {
        let outer = found.compactMap(\.name)
        let newline = lines.newline
        var text: [UInt8]
        if let item = missing.firstIndex(where: { $0.name == nil }), case .item(let key, let name) = missing[item] {
            let list = outer + missing[..<item].compactMap(\.name)
            text = Array("[[".utf8) + TOMLSpelling.key(list) + Array("]]".utf8) + newline
            text += pair([.key(key)], .string(name)) + newline
            text += pair(missing[(item + 1)...], value)
        } else {
            text = Array("[".utf8) + TOMLSpelling.key(outer + missing.dropLast().compactMap(\.name)) + Array("]".utf8) + newline
            text += pair(missing.suffix(1), value)
        }
        // Behind what belongs to the same table: the header of an item's table must follow its item.
        let depth = document.sections.map { zip($0.path, found).prefix { $0 == $1 }.count }
        guard !found.isEmpty, let last = depth.lastIndex(of: depth.max() ?? 0), depth[last] > 0, let end = document.sections[last].end,
            last + 1 < document.sections.count
        else { return paragraph(text, isApart: true) }
        let place = lines.lineEnd(of: end)
        return TextEdit(place..<place, newline + newline + text)
    }

    // MARK: Braces and brackets

    private func insertion(
        of missing: ArraySlice<PathStep>, _ value: JSONValue, intoBracesOf container: TOMLValue, prefix: [String]
    ) throws(SettingsFault) -> [TextEdit] {
        let inserted: [UInt8]
        let children = container.parts
        let rest = missing.dropFirst()
        switch (container.kind, missing.first) {
        case (.inlineTable, .key) where rest.allSatisfy { $0.name != nil }:
            inserted = pair(missing, value, prefix: prefix)
        case (.array, .item(let key, let name)) where rest.allSatisfy { $0.name != nil }:
            inserted = Array("{ ".utf8) + pair([.key(key)], .string(name)) + Array(", ".utf8) + pair(rest, value) + Array(" }".utf8)
        default:
            throw uneditable(.flowStyle, at: container.range.lowerBound)
        }
        guard let last = children.last else {
            let place = container.range.lowerBound + 1
            let isTable = if case .inlineTable = container.kind { true } else { false }
            let isTight = bytes[place] == UInt8(ascii: "}")
            return [TextEdit(place..<place, (isTable ? [0x20] : []) + inserted + (isTable && isTight ? [0x20] : []))]
        }
        let comma = [UInt8(ascii: ",")]
        guard lines.isFirstOnLine(last.lowerBound) else {
            return [TextEdit(last.upperBound..<last.upperBound, comma + [0x20] + inserted)]
        }
        // On a line of its own, below the comment that the last one has; a list with a comma at its end keeps its habit.
        let line = lines.newline + lines.indentation(at: last.lowerBound) + inserted
        let behind = lines.behindBlanks(at: last.upperBound)
        let end = lines.lineEnd(of: last.upperBound)
        if end >= container.range.upperBound { return [TextEdit(last.upperBound..<last.upperBound, comma + line)] }
        if behind < bytes.count, bytes[behind] == comma[0] { return [TextEdit(end..<end, line + comma)] }
        return [TextEdit(last.upperBound..<last.upperBound, comma), TextEdit(end..<end, line)]
    }
}
