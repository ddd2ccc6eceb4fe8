import LosslessJSON

/// The thinking blocks in a Messages history that hold neither text nor a signature.
///
/// Argo empties the text of cached turns; Anthropic refuses to read such a block again. Blocks with a signature and
/// `redacted_thinking` are the model's own memory and stay.
struct EmptyThinkingBlocks {
    private static let search = ByteSearch("\"thinking\"")
    let document: JSONDocument

    /// The edits that take them out, and with them every message that holds nothing else.
    func removals(from messages: JSONNode) -> [TextEdit] {
        let candidates = Self.candidates(in: document.bytes, messages.range)
        guard !candidates.isEmpty else { return [] }
        let elements = document.elements(of: messages)
        var emptied: Set<Int> = []
        var edits: [Int: [TextEdit]] = [:]
        for (index, message) in elements.enumerated() where ByteSearch.hasOffset(candidates, in: message.range) {
            guard let content = document.value("content", of: message), content.kind == .array else { continue }
            let blocks = document.elements(of: content)
            let near = blocks.indices.filter { ByteSearch.hasOffset(candidates, in: blocks[$0].range) }
            let removed = Set(near.filter { isEmptyThinking(blocks[$0]) })
            guard !removed.isEmpty else { continue }
            if removed.count == blocks.count { emptied.insert(index) }
            edits[index] = removalEdits(of: removed, from: blocks.map(\.range))
        }
        // A request without messages is refused for another reason than the one that would help.
        if emptied.count == elements.count, let last = elements.indices.last {
            emptied.remove(last)
            edits[last] = nil
        }
        for index in emptied { edits[index] = nil }
        return removalEdits(of: emptied, from: elements.map(\.range)) + edits.values.joined()
    }

    private func isEmptyThinking(_ block: JSONNode) -> Bool {
        guard document.string("type", of: block) == "thinking" else { return false }
        return isBlank("thinking", of: block) && isBlank("signature", of: block)
    }

    private func isBlank(_ name: String, of block: JSONNode) -> Bool {
        guard let value = document.value(name, of: block), value.kind != .null else { return true }
        return document.contents(ofString: value)?.isEmpty ?? false
    }

    /// Where an empty block can be: at each empty value of that name, or at every block when some have no such member at all.
    private static func candidates(in bytes: [UInt8], _ range: Range<Int>) -> [Int] {
        let found = search.offsets(in: bytes, range)
        var empty: [Int] = []
        var named = 0
        for offset in found {
            guard let colon = nextByte(in: bytes, from: offset + 10), bytes[colon] == UInt8(ascii: ":") else { continue }
            named += 1
            guard let value = nextByte(in: bytes, from: colon + 1), value + 1 < bytes.count else { continue }
            let isEmptyString = bytes[value] == UInt8(ascii: "\"") && bytes[value + 1] == UInt8(ascii: "\"")
            if isEmptyString || bytes[value] == UInt8(ascii: "n") { empty.append(offset) }
        }
        return found.count - named > named ? found : empty
    }

    private static func nextByte(in bytes: [UInt8], from start: Int) -> Int? {
        bytes[min(start, bytes.count)...].firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    }
}
