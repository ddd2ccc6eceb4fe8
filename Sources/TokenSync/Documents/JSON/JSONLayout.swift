import LosslessJSON

/// How a file is laid out, found out from its own text, so that what is added looks like what is there.
struct JSONLayout {
    /// Containers to look at for the indentation: a file that shows none in so many is not indented.
    private static let searchLimit = 100

    let document: JSONDocument
    private let lines: TextLines
    /// One level of indentation; two spaces where the file shows none.
    let unit: [UInt8]
    let newline: [UInt8]
    /// Whether the whole value stands on one line.
    let isCompact: Bool
    /// What stands between a name and its value.
    let colon: [UInt8]

    var bytes: [UInt8] { document.bytes }

    init(of document: JSONDocument) {
        self.document = document
        let root = document.root
        let members = document.members(of: root)
        lines = TextLines(of: document.bytes)
        newline = lines.newline
        isCompact = !members.isEmpty && !document.text(of: root).contains { $0 == 0x0A || $0 == 0x0D }
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

    // MARK: Lines

    /// The white space at the beginning of the line of an offset.
    func indentation(at offset: Int) -> [UInt8] {
        lines.indentation(at: offset)
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

    private func container(_ children: [[UInt8]], _ brackets: StaticString, _ indentation: [UInt8]) -> [UInt8] {
        let open = Array(brackets.description.utf8.prefix(1))
        let close = Array(brackets.description.utf8.suffix(1))
        if isCompact {
            let gap: [UInt8] = colon.last == 0x20 ? [0x20] : []
            return open + children.joined(separator: [UInt8(ascii: ",")] + gap) + close
        }
        let start = newline + indentation + unit
        return open + start + children.joined(separator: [UInt8(ascii: ",")] + start) + newline + indentation + close
    }
}
