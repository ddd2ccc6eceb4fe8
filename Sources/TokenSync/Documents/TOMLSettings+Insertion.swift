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
            return [line(pair(missing, value, prefix: []), inSection: 0)]
        case .table(.header(let section)) where missing.count == 1:
            return [line(pair(missing, value, prefix: []), inSection: section)]
        case .table(.dotted(let section)):
            guard names(of: missing) != nil else { throw uneditable(found) }
            let base = document.sections[section].path
            let prefix = found[base.count...].compactMap { step in if case .key(let name) = step { name } else { nil } }
            return [line(pair(missing, value, prefix: prefix), inSection: section, behind: found)]
        case .table, .arrayOfTables:
            return [newSection(of: missing, value, below: found)]
        case nil:
            throw .editNotFound(key: path.names)
        }
    }

    private func uneditable(_ path: [TOMLStep]) -> SettingsFault {
        let offset = document.children(of: path).compactMap { place in
            if case .value(let value, _, _) = document.nodes[place] { value.range.lowerBound } else { nil }
        }.first
        return .uneditable(.flowStyle, at: TextPosition(of: offset ?? 0, in: bytes))
    }

    // MARK: Pairs

    /// The names of steps that are all names.
    private func names(of steps: ArraySlice<PathStep>) -> [String]? {
        let names = steps.compactMap { step in if case .key(let name) = step { name } else { nil } }
        return names.count == steps.count ? names : nil
    }

    private func pair(_ steps: ArraySlice<PathStep>, _ value: JSONValue, prefix: [String]) -> [UInt8] {
        TOMLSpelling.key(prefix + (names(of: steps) ?? [])) + Array(" = ".utf8) + TOMLSpelling.value(value)
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
        let outer = found.compactMap { step in if case .key(let name) = step { name } else { nil } }
        let newline = lines.newline
        var text: [UInt8]
        if let item = missing.firstIndex(where: { if case .item = $0 { true } else { false } }),
            case .item(let key, let name) = missing[item]
        {
            let list = outer + (names(of: missing[..<item]) ?? [])
            text = Array("[[".utf8) + TOMLSpelling.key(list) + Array("]]".utf8) + newline
            text += pair([.key(key)], .string(name), prefix: []) + newline
            text += pair(missing[(item + 1)...], value, prefix: [])
        } else {
            text = Array("[".utf8) + TOMLSpelling.key(outer + (names(of: missing.dropLast()) ?? [])) + Array("]".utf8) + newline
            text += pair(missing.suffix(1), value, prefix: [])
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
        let children: [Range<Int>]
        switch (container.kind, missing.first) {
        case (.inlineTable(let pairs), .key):
            guard names(of: missing) != nil else {
                throw .uneditable(.flowStyle, at: TextPosition(of: container.range.lowerBound, in: bytes))
            }
            inserted = pair(missing, value, prefix: prefix)
            children = pairs.map(\.range)
        case (.array(let elements), .item(let key, let name)):
            guard names(of: missing.dropFirst()) != nil else {
                throw .uneditable(.flowStyle, at: TextPosition(of: container.range.lowerBound, in: bytes))
            }
            let first = pair([.key(key)], .string(name), prefix: [])
            inserted = Array("{ ".utf8) + first + Array(", ".utf8) + pair(missing.dropFirst(), value, prefix: []) + Array(" }".utf8)
            children = elements.map(\.range)
        default:
            throw .uneditable(.flowStyle, at: TextPosition(of: container.range.lowerBound, in: bytes))
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
        var behind = last.upperBound
        while behind < bytes.count, TextLines.isBlank(bytes[behind]) { behind += 1 }
        let end = lines.lineEnd(of: last.upperBound)
        if end >= container.range.upperBound { return [TextEdit(last.upperBound..<last.upperBound, comma + line)] }
        if behind < bytes.count, bytes[behind] == comma[0] { return [TextEdit(end..<end, line + comma)] }
        return [TextEdit(last.upperBound..<last.upperBound, comma), TextEdit(end..<end, line)]
    }
}
