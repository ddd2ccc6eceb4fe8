import LosslessJSON

/// How a file is laid out, found out from its own text, so that what is added looks like what is there.
struct JSONLayout {
    /// Containers to look at for the indentation: a file that shows none in so many is not indented.
    private static let searchLimit = 100

    let document: JSONDocument
    let lines: TextLines
    /// One level of indentation; two spaces where the file shows none.
    let unit: [UInt8]
    /// Whether the whole value stands on one line.
    let isCompact: Bool
    /// What stands between a name and its value.
    let colon: [UInt8]

    var bytes: [UInt8] { document.bytes }
    var newline: [UInt8] { lines.newline }

    init(of document: JSONDocument) {
        self.document = document
        let root = document.root
        let members = document.members(of: root)
        lines = TextLines(of: document.bytes)
        isCompact = !members.isEmpty && !document.text(of: root).contains(where: TextLines.isBreak)
        let gap = members.first.map { Array(document.bytes[$0.name.upperBound..<$0.value.range.lowerBound]) } ?? []
        let isPlain = gap.allSatisfy { [0x20, 0x09, UInt8(ascii: ":")].contains($0) } && !gap.isEmpty
        colon = isPlain ? gap : Array(": ".utf8)
        unit = (isCompact ? nil : Self.unit(of: document, lines)) ?? Array("  ".utf8)
    }

    /// The first difference in indentation between a container and a child on a line of its own, level by level.
    private static func unit(of document: JSONDocument, _ lines: TextLines) -> [UInt8]? {
        var level = [document.root]
        var left = searchLimit
        while !level.isEmpty, left > 0 {
            var next: [JSONNode] = []
            for node in level where left > 0 {
                let members = document.members(of: node)
                let children = members.isEmpty ? document.elements(of: node) : members.map(\.value)
                let starts = members.isEmpty ? children.map(\.range.lowerBound) : members.map(\.name.lowerBound)
                left -= 1
                next += children.lazy.filter { $0.kind == .object || $0.kind == .array }
                guard let start = starts.first, lines.isFirstOnLine(start), lines.lineStart(of: start) > lines.start else { continue }
                let outer = lines.indentation(at: node.range.lowerBound)
                let inner = lines.indentation(at: start)
                if inner.count > outer.count, inner.starts(with: outer) { return Array(inner[outer.count...]) }
            }
            level = next
        }
        return nil
    }

    /// Whether only white space stands before an offset in its line, and a line is before that one.
    func isFirstOnLine(_ offset: Int) -> Bool {
        lines.isFirstOnLine(offset) && lines.lineStart(of: offset) > lines.start
    }

    // MARK: Values

    /// A value as this file would spell it; the first line is not indented.
    func text(of value: JSONValue, indentation: [UInt8]) -> [UInt8] {
        switch value {
        case .object(let members) where !members.isEmpty:
            container(members.map { quoted($0.name) + colon + text(of: $0.value, indentation: indentation + unit) }, "{}", indentation)
        case .array(let elements) where !elements.isEmpty:
            container(elements.map { text(of: $0, indentation: indentation + unit) }, "[]", indentation)
        default:
            value.serialized
        }
    }

    func quoted(_ name: String) -> [UInt8] {
        JSONValue.string(name).serialized
    }

    private func container(_ children: [[UInt8]], _ brackets: String, _ indentation: [UInt8]) -> [UInt8] {
        let (open, close) = (Array(brackets.utf8.prefix(1)), Array(brackets.utf8.suffix(1)))
        if isCompact {
            let gap: [UInt8] = colon.last == 0x20 ? [0x20] : []
            return open + children.joined(separator: [UInt8(ascii: ",")] + gap) + close
        }
        let start = newline + indentation + unit
        return open + start + children.joined(separator: [UInt8(ascii: ",")] + start) + newline + indentation + close
    }
}

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
            let indentation = lines.indentation(at: last.lowerBound)
            let line = newline + indentation + child(indentation)
            // Behind the comments of the last child, which stay with it; a file with trailing commas keeps its habit.
            if tail.comma != nil { return [insert(line + comma, at: tail.end)] }
            return [insert(comma, at: end), insert(line, at: tail.end)]
        }
        let text = child(lines.indentation(at: container.range.lowerBound))
        let gap = gap(before: children)
        if let trailing = tail.comma { return [insert(gap + text + comma, at: trailing + 1)] }
        return [insert(comma + gap + text, at: end)]
    }

    private func insertionIntoEmpty(_ container: JSONNode, _ child: (_ indentation: [UInt8]) -> [UInt8]) -> [TextEdit] {
        let inner = (container.range.lowerBound + 1)..<(container.range.upperBound - 1)
        let tail = JSONTail(bytes, in: inner)
        let outer = lines.indentation(at: container.range.lowerBound)
        guard !isCompact else {
            return tail.firstComment == nil ? [TextEdit(inner, child(outer))] : [insert(child(outer), at: tail.end)]
        }
        func line(_ indentation: [UInt8]) -> [UInt8] { newline + indentation + child(indentation) }
        guard let comment = tail.firstComment else {
            return [TextEdit(inner, line(outer + unit) + newline + outer)]
        }
        let indented = line(isFirstOnLine(comment) ? lines.indentation(at: comment) : outer + unit)
        let rest = tail.end..<inner.upperBound
        if bytes[rest].contains(where: TextLines.isBreak) { return [insert(indented, at: tail.end)] }
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
            if gap.allSatisfy(TextLines.isBlank) { return gap }
        }
        return colon.last == 0x20 ? [0x20] : []
    }
}

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
        if let comma, bytes[end..<comma].allSatisfy(TextLines.isBlank) { end = comma + 1 }
        let behind = lines.behindBlanks(at: end)
        let isLineEnd = behind < bytes.count && TextLines.isBreak(bytes[behind])
        let isFollowedByChild = behind == limit && !isLast
        if isFirstOnLine(child.lowerBound) {
            if isFollowedByChild { return child.lowerBound..<behind }
            guard isLineEnd || behind == limit else { return child.lowerBound..<end }
            return lines.startOfBreak(before: lines.lineStart(of: child.lowerBound))..<(isLineEnd ? behind : end)
        }
        if isFirst { return child.lowerBound..<(isFollowedByChild ? behind : end) }
        return lines.startOfBlanks(before: child.lowerBound)..<end
    }
}
