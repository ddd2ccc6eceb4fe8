import LosslessJSON

/// One content block of a Messages stream while its deltas come in.
struct ContentBlockDraft {
    private var block: ObjectDraft
    private let isToolCall: Bool
    /// The pieces of a tool's input, as they are escaped in their events.
    private var input: [UInt8] = []

    /// Begins with the block of a `content_block_start`.
    init(_ node: JSONNode, in document: JSONDocument) {
        block = ObjectDraft(node, in: document)
        let type = document.value("type", of: node).flatMap { document.string($0) } ?? ""
        isToolCall = type.hasSuffix("tool_use")
    }

    /// Begins with the type of a block whose start was left out.
    init(type: String) {
        block = ObjectDraft()
        block.set("type", to: JSONValue.string(type).serialized)
        isToolCall = false
    }

    /// Adds what a delta says.
    ///
    /// A delta's strings continue the block's members of the same name: `text`, `thinking`, `signature`, and those of types that come later.
    mutating func append(delta: JSONNode, in document: JSONDocument) {
        for member in document.members(of: delta) {
            let name = document.name(of: member)
            switch name {
            case "type": continue
            case "partial_json":
                if let contents = document.contents(ofString: member.value) { input.append(contentsOf: contents) }
            case "citation":
                block.append(element: document.text(of: member.value), to: "citations")
            default:
                if let contents = document.contents(ofString: member.value) {
                    block.append(text: contents, to: name)
                } else if member.value.kind == .array {
                    for element in document.elements(of: member.value) { block.append(element: document.text(of: element), to: name) }
                } else {
                    block.overlay(name, with: document.text(of: member.value))
                }
            }
        }
    }

    /// The whole block as JSON.
    ///
    /// - Parameter isCutAtLimit: the answer ended at its token limit, so that a tool's input may lack its end. It is empty then: the stop
    ///   reason tells the client, and a tool is not called with half of its arguments.
    /// - Throws: `JoinFault` when the pieces of a tool's input make no JSON for another reason.
    func finished(isCutAtLimit: Bool) throws(JoinFault) -> [UInt8] {
        var block = block
        if let input = try decodedInput(isCutAtLimit: isCutAtLimit) {
            block.set("input", to: input)
        } else if isToolCall, block.isBlank("input") {
            block.set("input", to: Array("{}".utf8))
        }
        return block.serialized
    }

    private func decodedInput(isCutAtLimit: Bool) throws(JoinFault) -> [UInt8]? {
        if input.isEmpty { return nil }
        let quoted = [UInt8(ascii: "\"")] + input + [UInt8(ascii: "\"")]
        do {
            let pieces = try JSONDocument(quoted)
            let decoded = Array((pieces.string(pieces.root) ?? "").utf8)
            if decoded.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) { return nil }
            let document = try JSONDocument(decoded)
            return Array(document.text(of: document.root))
        } catch {
            if isCutAtLimit { return nil }
            throw JoinFault("Argo's stream holds a tool call whose input is not valid JSON, so it cannot be joined into one answer.")
        }
    }
}
