import LosslessJSON

extension JSONLayout {
    /// The edits that put what a path lacks at the end of the container that its missing part begins in, in the container's own layout.
    ///
    /// - Parameters:
    ///   - missing: the steps that lead nowhere yet; at least one.
    ///   - value: what stands at their end.
    func insertion(of missing: ArraySlice<PathStep>, _ value: JSONValue, into container: JSONNode) -> [TextEdit] {
        guard let first = missing.first else { return [] }
        let added = missing.dropFirst().reversed().reduce(value) { value, step in
            switch step {
            case .key(let name): .object([.init(name, value)])
            case .item: .array([Self.item(step, value)])
            }
        }
        return insertion(into: container) { indentation in
            switch first {
            case .key(let name): quoted(name) + colon + text(of: added, indentation: indentation)
            case .item: text(of: Self.item(first, added), indentation: indentation)
            }
        }
    }

    /// The object with the member by which it is found in front.
    private static func item(_ step: PathStep, _ value: JSONValue) -> JSONValue {
        guard case .item(let key, let name) = step, case .object(let members) = value else { return value }
        return .object([.init(key, .string(name))] + members.filter { $0.name != key })
    }

    private func insertion(into container: JSONNode, _ child: (_ indentation: [UInt8]) -> [UInt8]) -> [TextEdit] {
        let children = document.children(of: container)
        guard let last = children.last else { return insertionIntoEmpty(container, child) }
        let end = last.upperBound
        let tail = JSONTail(bytes, in: end..<(container.range.upperBound - 1))
        let comma = [UInt8(ascii: ",")]
        if isFirstOnLine(last.lowerBound) {
            let indentation = indentation(at: last.lowerBound)
            let line = newline + indentation + child(indentation)
            // Behind the comments of the last child, which stay with it; a file with trailing commas keeps its habit.
            if tail.comma != nil { return [insert(line + comma, at: tail.end)] }
            return [insert(comma, at: end), insert(line, at: tail.end)]
        }
        let text = child(indentation(at: container.range.lowerBound))
        let gap = gap(before: children)
        if let trailing = tail.comma { return [insert(gap + text + comma, at: trailing + 1)] }
        return [insert(comma + gap + text, at: end)]
    }

    private func insertionIntoEmpty(_ container: JSONNode, _ child: (_ indentation: [UInt8]) -> [UInt8]) -> [TextEdit] {
        let inner = (container.range.lowerBound + 1)..<(container.range.upperBound - 1)
        let tail = JSONTail(bytes, in: inner)
        let outer = indentation(at: container.range.lowerBound)
        guard !isCompact else {
            return tail.firstComment == nil ? [TextEdit(inner, child(outer))] : [insert(child(outer), at: tail.end)]
        }
        func line(_ indentation: [UInt8]) -> [UInt8] { newline + indentation + child(indentation) }
        guard let comment = tail.firstComment else {
            return [TextEdit(inner, line(outer + unit) + newline + outer)]
        }
        let indented = line(isFirstOnLine(comment) ? indentation(at: comment) : outer + unit)
        let rest = tail.end..<inner.upperBound
        if bytes[rest].contains(where: { $0 == 0x0A || $0 == 0x0D }) { return [insert(indented, at: tail.end)] }
        return [TextEdit(rest, indented + newline + outer)]
    }

    private func insert(_ text: [UInt8], at offset: Int) -> TextEdit {
        TextEdit(offset..<offset, text)
    }

    /// What stands behind a comma in a container on one line: taken from its last comma, or from the colon where there is none.
    private func gap(before children: [Range<Int>]) -> [UInt8] {
        if children.count > 1 {
            let between = bytes[children[children.count - 2].upperBound..<children[children.count - 1].lowerBound]
            let gap = Array(between.drop { $0 != UInt8(ascii: ",") }.dropFirst())
            if gap.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return gap }
        }
        return colon.last == 0x20 ? [0x20] : []
    }
}
