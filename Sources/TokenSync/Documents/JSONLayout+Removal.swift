import LosslessJSON

extension JSONLayout {
    /// The edits that take one member out of an object with the comma and the line that were its own. Comments stay.
    func removal(ofMember index: Int, from object: JSONNode) -> [TextEdit] {
        let members = document.members(of: object)
        let inner = (object.range.lowerBound + 1)..<(object.range.upperBound - 1)
        let member = members[index].range
        let isLast = index + 1 == members.count
        let limit = isLast ? inner.upperBound : members[index + 1].range.lowerBound
        let tail = JSONTail(bytes, in: member.upperBound..<limit)
        let lead = JSONTail(bytes, in: (index == 0 ? inner.lowerBound : members[index - 1].range.upperBound)..<member.lowerBound)
        if members.count == 1, tail.firstComment == nil, lead.firstComment == nil { return [TextEdit(inner, [])] }
        // The comma behind it goes with it; the last member of an object without a trailing comma takes the one before it.
        let comma = tail.comma ?? lead.comma
        let cut = cut(around: member, comma: tail.comma, isFirst: index == 0, limit: limit)
        guard let comma, !cut.contains(comma) else { return [TextEdit(cut, [])] }
        return [TextEdit(cut, []), TextEdit(comma..<(comma + 1), [])]
    }

    /// The member with the white space that has no purpose without it.
    ///
    /// - Parameter limit: where the next member begins, or the closing brace stands.
    private func cut(around member: Range<Int>, comma: Int?, isFirst: Bool, limit: Int) -> Range<Int> {
        var end = member.upperBound
        if let comma, bytes[end..<comma].allSatisfy(isBlank) { end = comma + 1 }
        var behind = end
        while behind < limit, isBlank(bytes[behind]) { behind += 1 }
        let isLineEnd = behind < bytes.count && (bytes[behind] == 0x0A || bytes[behind] == 0x0D)
        let isFollowedByMember = behind == limit && bytes[limit] != UInt8(ascii: "}")
        if isFirstOnLine(member.lowerBound) {
            if isFollowedByMember { return member.lowerBound..<behind }
            guard isLineEnd || behind == limit else { return member.lowerBound..<end }
            return startOfLineBreak(before: member.lowerBound)..<(isLineEnd ? behind : end)
        }
        if isFirst { return member.lowerBound..<(isFollowedByMember ? behind : end) }
        var start = member.lowerBound
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
