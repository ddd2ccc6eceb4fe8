import LosslessJSON

extension JSONLayout {
    /// The edits that put a new member at the end of an object, in the object's own layout.
    func insertion(of name: String, _ value: JSONValue, into object: JSONNode) -> [TextEdit] {
        let members = document.members(of: object)
        guard let last = members.last else { return insertionIntoEmpty(name, value, object) }
        let end = last.value.range.upperBound
        let tail = JSONTail(bytes, in: end..<(object.range.upperBound - 1))
        let comma = [UInt8(ascii: ",")]
        if isFirstOnLine(last.name.lowerBound) {
            let indentation = indentation(at: last.name.lowerBound)
            let line = newline + indentation + quoted(name) + colon + text(of: value, indentation: indentation)
            // Behind the comments of the last member, which stay with it; a file with trailing commas keeps its habit.
            if tail.comma != nil { return [insert(line + comma, at: tail.end)] }
            return [insert(comma, at: end), insert(line, at: tail.end)]
        }
        let member = quoted(name) + colon + text(of: value, indentation: indentation(at: object.range.lowerBound))
        let gap = gap(before: members)
        if let trailing = tail.comma { return [insert(gap + member + comma, at: trailing + 1)] }
        return [insert(comma + gap + member, at: end)]
    }

    private func insertionIntoEmpty(_ name: String, _ value: JSONValue, _ object: JSONNode) -> [TextEdit] {
        let inner = (object.range.lowerBound + 1)..<(object.range.upperBound - 1)
        let tail = JSONTail(bytes, in: inner)
        let outer = indentation(at: object.range.lowerBound)
        guard !isCompact else {
            let member = quoted(name) + colon + text(of: value, indentation: outer)
            return tail.firstComment == nil ? [TextEdit(inner, member)] : [insert(member, at: tail.end)]
        }
        guard let comment = tail.firstComment else {
            return [TextEdit(inner, line(name, value, outer + unit) + newline + outer)]
        }
        let indentation = isFirstOnLine(comment) ? indentation(at: comment) : outer + unit
        let line = line(name, value, indentation)
        let rest = tail.end..<inner.upperBound
        if bytes[rest].contains(where: { $0 == 0x0A || $0 == 0x0D }) { return [insert(line, at: tail.end)] }
        return [TextEdit(rest, line + newline + outer)]
    }

    private func line(_ name: String, _ value: JSONValue, _ indentation: [UInt8]) -> [UInt8] {
        newline + indentation + quoted(name) + colon + text(of: value, indentation: indentation)
    }

    private func insert(_ text: [UInt8], at offset: Int) -> TextEdit {
        TextEdit(offset..<offset, text)
    }

    /// What stands behind a comma in an object on one line: taken from its last comma, or from the colon where there is none.
    private func gap(before members: [JSONMember]) -> [UInt8] {
        if members.count > 1 {
            let between = bytes[members[members.count - 2].range.upperBound..<members[members.count - 1].range.lowerBound]
            let gap = Array(between.drop { $0 != UInt8(ascii: ",") }.dropFirst())
            if gap.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return gap }
        }
        return colon.last == 0x20 ? [0x20] : []
    }
}
