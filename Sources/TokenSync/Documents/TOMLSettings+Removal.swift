import LosslessJSON

extension TOMLSettings {
    /// The edits that take away a value with its key, its comma and the line that was its own. Comments stay.
    func removal(of path: [TOMLStep], at wish: [PathStep]) throws(SettingsFault) -> [TextEdit] {
        guard case .value = document.nodes[path] else {
            throw .wrongShape(key: wish.names, expected: .single, at: position(of: wish))
        }
        return removal(of: path)
    }

    /// The edits that take away a value, or a table or a list that nothing is in but the pair by which an item is found.
    func removal(of path: [TOMLStep]) -> [TextEdit] {
        switch document.nodes[path] {
        case .value(_, let pair?, let section) where document.sections[section].pairs.contains { $0.range == pair.range }:
            return [lineRemoval(of: pair.range)]
        case .value:
            return removalFromBraces(of: path)
        case .table(.header(let index)):
            let section = document.sections[index]
            let header = headerRemoval(section)
            // Without a line break behind it, the last pair takes the one before it, which may be the header's.
            let limit = header.map(\.range.upperBound).max() ?? 0
            let pairs = section.pairs.map { pair in
                let line = lineRemoval(of: pair.range)
                return TextEdit(max(line.range.lowerBound, min(limit, line.range.upperBound))..<line.range.upperBound, [])
            }
            return header + pairs
        case .table, .arrayOfTables, nil:
            return []
        }
    }

    private func removalFromBraces(of path: [TOMLStep]) -> [TextEdit] {
        var outer = path
        var container: TOMLValue?
        while container == nil, outer.popLast() != nil {
            if case .value(let value, _, _) = document.nodes[outer] { container = value }
        }
        guard let container, case .value(let value, let pair, _) = document.nodes[path] else { return [] }
        let removed = pair?.range ?? value.range
        let children = container.parts
        guard let index = children.firstIndex(of: removed) else { return [] }
        let inner = (container.range.lowerBound + 1)..<(container.range.upperBound - 1)
        if children.count == 1, !bytes[inner].contains(UInt8(ascii: "#")) { return [TextEdit(inner, [])] }
        if children.count == 1 {
            // A comma behind the only element goes with it.
            let comma = lines.behindBlanks(at: removed.upperBound)
            return [TextEdit(removed.lowerBound..<(bytes[comma] == UInt8(ascii: ",") ? comma + 1 : removed.upperBound), [])]
        }
        return removalEdits(of: [index], from: children)
    }

    // MARK: Lines

    /// The line of a pair; a comment at its end stays.
    private func lineRemoval(of range: Range<Int>) -> TextEdit {
        let behind = lines.behindBlanks(at: range.upperBound)
        if behind < bytes.count, bytes[behind] == UInt8(ascii: "#") { return TextEdit(range.lowerBound..<behind, []) }
        let start = lines.lineStart(of: range.lowerBound)
        if behind < bytes.count { return TextEdit(start..<lines.behindBreak(at: behind), []) }
        // Without a line break behind it, it takes the one before it.
        return TextEdit(lines.startOfBreak(before: start)..<behind, [])
    }

    private func headerRemoval(_ section: TOMLSection) -> [TextEdit] {
        guard let header = section.header else { return [] }
        let line = lineRemoval(of: header)
        let start = line.range.lowerBound
        let before = lines.startOfBreak(before: start)
        // The blank line that sets the header apart.
        let isApart = before < start && before > lines.start && TextLines.isBreak(bytes[before - 1])
        return [TextEdit((isApart ? before : start)..<line.range.upperBound, [])]
    }
}
