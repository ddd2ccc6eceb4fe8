/// Changes to the members of one object, gathered and then turned into edits that leave every other byte alone.
///
/// New members are written in compact form behind the opening brace, which is right for request bodies; settings files are laid out by
/// their own editor.
package struct ObjectEdit: Sendable {
    private let document: JSONDocument
    private let object: JSONNode
    private let members: [JSONMember]
    private var removed: Set<Int> = []
    private var edits: [TextEdit] = []
    private var inserted: [(name: String, value: [UInt8])] = []

    package init(_ object: JSONNode, in document: JSONDocument) {
        self.document = document
        self.object = object
        members = document.members(of: object)
    }

    package var isEmpty: Bool { removed.isEmpty && edits.isEmpty && inserted.isEmpty }

    /// Gives a member this value, or adds it when there is none. Of duplicates the last one is changed.
    package mutating func set(_ name: String, to value: [UInt8]) {
        if let index = members.lastIndex(where: { document.has(name: name, $0) }) {
            guard !removed.contains(index) else { return }
            edits.removeAll { $0.range == members[index].value.range }
            edits.append(TextEdit(members[index].value.range, value))
        } else {
            inserted.removeAll { $0.name == name }
            inserted.append((name, value))
        }
    }

    /// Removes every member of this name.
    package mutating func remove(_ name: String) {
        for index in members.indices where document.has(name: name, members[index]) { removed.insert(index) }
        inserted.removeAll { $0.name == name }
    }

    /// Gives every member called `name` the name `other` and leaves its value.
    package mutating func rename(_ name: String, to other: String) {
        for member in members where document.has(name: name, member) {
            var quoted: [UInt8] = []
            appendJSONString(other, to: &quoted)
            edits.removeAll { $0.range == member.name }
            edits.append(TextEdit(member.name, quoted))
        }
    }

    /// The edits, for `EditedText`.
    package var textEdits: [TextEdit] {
        let removals = removalEdits(of: removed, from: members.map(\.range)) + trailingCommaEdits
        let kept = edits.filter { edit in !removals.contains { $0.range.overlaps(edit.range) } }
        guard !inserted.isEmpty else { return removals + kept }
        var bytes: [UInt8] = []
        for (index, member) in inserted.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendJSONString(member.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: member.value)
        }
        if removed.count < members.count { bytes.append(UInt8(ascii: ",")) }
        let start = object.range.lowerBound + 1
        return [TextEdit(start..<start, bytes)] + removals + kept
    }

    /// The object with its changes, without what stands around it.
    package var bytes: [UInt8] {
        let start = object.range.lowerBound
        let edits = textEdits.map { TextEdit(($0.range.lowerBound - start)..<($0.range.upperBound - start), $0.replacement) }
        return EditedText(Array(document.text(of: object)), applying: edits).bytes
    }

    /// The comma behind the last member must not stay alone in an object that loses all of them.
    private var trailingCommaEdits: [TextEdit] {
        guard document.syntax == .jsonc, let last = members.last, removed.count == members.count else { return [] }
        var scanner = JSONScanner(document.bytes, syntax: .jsonc, at: last.range.upperBound)
        // The text was checked when the document was made, so that this cannot fail.
        try? scanner.skipTrivia()
        guard scanner.current == UInt8(ascii: ",") else { return [] }
        return [TextEdit(scanner.offset..<(scanner.offset + 1), [])]
    }
}

/// The edits that take some children out of a container together with the commas that belonged to them.
///
/// - Parameters:
///   - removed: indices into `children`.
///   - children: the ranges of all children of the container, in order.
package func removalEdits(of removed: Set<Int>, from children: [Range<Int>]) -> [TextEdit] {
    var edits: [TextEdit] = []
    var hasKeptPredecessor = false
    for (index, child) in children.enumerated() {
        guard removed.contains(index) else {
            hasKeptPredecessor = true
            continue
        }
        if hasKeptPredecessor {
            edits.append(TextEdit(children[index - 1].upperBound..<child.upperBound, []))
        } else if index + 1 < children.count {
            edits.append(TextEdit(child.lowerBound..<children[index + 1].lowerBound, []))
        } else {
            edits.append(TextEdit(child, []))
        }
    }
    return edits
}
