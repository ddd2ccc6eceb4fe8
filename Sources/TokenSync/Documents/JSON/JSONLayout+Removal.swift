import LosslessJSON

extension JSONLayout {
    /// The edits that take one member or element out of its container with the comma and the line that were its own. Comments stay.
    func removal(ofChild index: Int, from container: JSONNode) -> [TextEdit] {
        let children = document.children(of: container)
        let inner = (container.range.lowerBound + 1)..<(container.range.upperBound - 1)
        let child = children[index]
        let isLast = index + 1 == children.count
        let limit = isLast ? inner.upperBound : children[index + 1].lowerBound
        let tail = JSONTail(bytes, in: child.upperBound..<limit)
        let lead = JSONTail(bytes, in: (index == 0 ? inner.lowerBound : children[index - 1].upperBound)..<child.lowerBound)
        if children.count == 1, tail.firstComment == nil, lead.firstComment == nil { return [TextEdit(inner, [])] }
        // The comma behind it goes with it; the last child of a container without a trailing comma takes the one before it.
        let comma = tail.comma ?? lead.comma
        let cut = cut(around: child, comma: tail.comma, limit: limit, isFirst: index == 0, isLast: isLast)
        guard let comma, !cut.contains(comma) else { return [TextEdit(cut, [])] }
        return [TextEdit(cut, []), TextEdit(comma..<(comma + 1), [])]
    }

    /// The child with the white space that has no purpose without it.
    ///
    /// - Parameter limit: where the next child begins, or the closing bracket stands.
    private func cut(around child: Range<Int>, comma: Int?, limit: Int, isFirst: Bool, isLast: Bool) -> Range<Int> {
        var end = child.upperBound
        if let comma, bytes[end..<comma].allSatisfy(isBlank) { end = comma + 1 }
        var behind = end
        while behind < limit, isBlank(bytes[behind]) { behind += 1 }
        let isLineEnd = behind < bytes.count && (bytes[behind] == 0x0A || bytes[behind] == 0x0D)
        let isFollowedByChild = behind == limit && !isLast
        if isFirstOnLine(child.lowerBound) {
            if isFollowedByChild { return child.lowerBound..<behind }
            guard isLineEnd || behind == limit else { return child.lowerBound..<end }
            return startOfLineBreak(before: child.lowerBound)..<(isLineEnd ? behind : end)
        }
        if isFirst { return child.lowerBound..<(isFollowedByChild ? behind : end) }
        var start = child.lowerBound
        while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
        return start..<end
    }

    /// Where the line break begins that an offset's line follows; only white space is between them.
    private func startOfLineBreak(before offset: Int) -> Int {
        var start = offset
        while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
        if start > 1, bytes[start - 1] == 0x0A, bytes[start - 2] == 0x0D { return start - 2 }
        return max(0, start - 1)
    }

    private func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }
}
