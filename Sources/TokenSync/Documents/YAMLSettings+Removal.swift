import LosslessJSON

extension YAMLSettings {
    /// The edits that take away what stands under a path, with its key or its dash and the lines that were its own. Comments stay.
    ///
    /// - Parameters:
    ///   - found: the nodes on the way to it, and maybe beyond it.
    ///   - spelling: what a collection that is emptied by this shall be: braces, brackets or nothing.
    func removal(of path: [PathStep], in found: [YAMLNode], leaving spelling: [UInt8]?) -> [TextEdit] {
        guard let step = path.last, found.count > path.count else { return [] }
        let container = found[path.count - 1]
        let node = found[path.count]
        var tokens: [Range<Int>] = []
        var isLast = false
        switch (step, container.kind) {
        case (.key(let name), .mapping(let members, _)):
            tokens = members.filter { $0.name == name }.prefix(1).map(\.key)
            isLast = members.count == 1
        case (.item, .sequence(let items, _)):
            tokens = items.filter { $0.value.range == node.range }.prefix(1).map { $0.dash..<($0.dash + 1) }
            isLast = items.count == 1
        default: break
        }
        gather(node, &tokens)
        var edits = cuts(around: tokens)
        if isLast, path.count > 1, case .mapping(let members, _) = found[path.count - 2].kind,
            let key = members.first(where: { $0.value.range == container.range })?.key
        {
            // A collection that stays must say that it is empty, or it would be null; where it was null, it becomes null.
            let brackets = if case .key = step { Array("{}".utf8) } else { Array("[]".utf8) }
            let isSpelling = spelling.map { $0.first == brackets[0] && $0.last == brackets[1] } ?? false
            let left = isSpelling || spelling == [] ? spelling ?? [] : brackets
            edits.append(TextEdit(key.upperBound..<key.upperBound, left.isEmpty ? [] : [0x20] + left))
        }
        return edits
    }

    /// The bytes of a node without its comments.
    private func gather(_ node: YAMLNode, _ tokens: inout [Range<Int>]) {
        if let property = node.property { tokens.append(property.range) }
        switch node.kind {
        case .mapping(let members, _):
            for member in members {
                tokens.append(member.key)
                gather(member.value, &tokens)
            }
        case .sequence(let items, _):
            for item in items {
                tokens.append(item.dash..<(item.dash + 1))
                gather(item.value, &tokens)
            }
        default:
            tokens.append(node.range)
        }
    }

    /// The tokens, and each line that holds nothing else.
    private func cuts(around tokens: [Range<Int>]) -> [TextEdit] {
        let sorted = tokens.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
        var cuts: [Range<Int>] = []
        var index = 0
        while index < sorted.count {
            // All tokens that share lines.
            var group = [sorted[index]]
            var end = lines.lineEnd(of: sorted[index].upperBound)
            while index + 1 < sorted.count, sorted[index + 1].lowerBound <= end {
                index += 1
                group.append(sorted[index])
                end = max(end, lines.lineEnd(of: sorted[index].upperBound))
            }
            index += 1
            let start = lines.lineStart(of: group[0].lowerBound)
            let isOurs = (start..<end).allSatisfy { offset in
                TextLines.isBlank(bytes[offset]) || group.contains { $0.contains(offset) }
            }
            if isOurs {
                cuts.append(start..<lines.behindBreak(at: end))
            } else {
                cuts.append(group[0].lowerBound..<lines.behindBlanks(at: group.map(\.upperBound).max() ?? end))
            }
        }
        // Without a line break behind it, the last line takes the one before it.
        if let last = cuts.last, last.upperBound == bytes.count, bytes.last.map(TextLines.isBreak) == false, last.lowerBound > lines.start {
            var start = last.lowerBound
            while let before = cuts.dropLast().last, before.upperBound == start {
                start = before.lowerBound
                cuts.remove(at: cuts.count - 2)
            }
            if lines.lineStart(of: start) == start { start = lines.startOfBreak(before: start) }
            cuts[cuts.count - 1] = start..<last.upperBound
        }
        return cuts.map { TextEdit($0, []) }
    }
}
