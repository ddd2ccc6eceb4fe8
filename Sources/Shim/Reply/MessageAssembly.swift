import LosslessJSON

/// Joins the events of a Messages stream into the Message that Argo would have sent without streaming.
struct MessageAssembly {
    private var message: StreamedObject?
    private var blocks: [ContentBlockDraft] = []
    /// Where the block of an index stands in `blocks`.
    private var positions: [Int: Int] = [:]
    private var isCutAtLimit = false

    /// Adds one event.
    ///
    /// - Throws: `JoinFault` when the event does not fit what came before.
    mutating func receive(_ event: JSONDocument) throws(JoinFault) {
        switch event.string("type", of: event.root) {
        case "message_start":
            guard let start = event.value("message", of: event.root), start.kind == .object else { throw Self.outOfOrder }
            message = StreamedObject(start, in: event)
            for block in event.elements("content", of: start) { begin(block, blocks.count, event) }
        case "content_block_start":
            guard let block = event.value("content_block", of: event.root), block.kind == .object else { throw Self.outOfOrder }
            begin(block, index(of: event) ?? blocks.count, event)
        case "content_block_delta":
            guard let delta = event.value("delta", of: event.root), delta.kind == .object else { throw Self.outOfOrder }
            blocks[try position(of: delta, in: event)].append(delta: delta, in: event)
        case "message_delta", "message_stop":
            overlay(event)
        default:
            break
        }
    }

    /// - Throws: `JoinFault` when the stream had no beginning or holds what cannot be joined.
    func finished() throws(JoinFault) -> [UInt8] {
        guard var message else { throw Self.outOfOrder }
        message.set("content", to: Array("[]".utf8))
        for (index, block) in blocks.enumerated() {
            let isLast = index == blocks.count - 1
            message.append(element: try block.finished(isCutAtLimit: isCutAtLimit && isLast)[...], to: "content")
        }
        return message.serialized
    }

    private static let outOfOrder = JoinFault(
        sentence: "Argo's stream has events that contradict each other, so it cannot be joined into one answer.")

    private func index(of event: JSONDocument) -> Int? {
        event.value("index", of: event.root).flatMap { event.integer($0) }
    }

    private mutating func begin(_ block: JSONNode, _ index: Int, _ event: JSONDocument) {
        positions[index] = blocks.count
        blocks.append(ContentBlockDraft(block, in: event))
    }

    private mutating func position(of delta: JSONNode, in event: JSONDocument) throws(JoinFault) -> Int {
        let index = index(of: event) ?? blocks.count - 1
        if let position = positions[index] { return position }
        // A start that was left out can be made up for, unless it named a tool.
        let type: String
        switch event.string("type", of: delta) {
        case "text_delta", "citations_delta": type = "text"
        case "thinking_delta", "signature_delta": type = "thinking"
        default: throw Self.outOfOrder
        }
        positions[index] = blocks.count
        blocks.append(ContentBlockDraft(type: type))
        return blocks.count - 1
    }

    /// Lays over the message what its last events say: `delta`'s members, the cumulative usage, and members that are new to us.
    private mutating func overlay(_ event: JSONDocument) {
        for member in event.members(of: event.root) {
            let name = event.name(of: member)
            switch name {
            case "type": continue
            case "delta":
                for part in event.members(of: member.value) {
                    if event.has(name: "stop_reason", part) { isCutAtLimit = event.string(part.value) == "max_tokens" }
                    message?.overlay(event.name(of: part), with: event.text(of: part.value))
                }
            default: message?.overlay(name, with: event.text(of: member.value))
            }
        }
    }
}

/// One content block of a Messages stream while its deltas come in.
struct ContentBlockDraft {
    private var block: StreamedObject
    private let isToolCall: Bool
    /// The pieces of a tool's input, as they are escaped in their events.
    private var input: [UInt8] = []

    /// Begins with the block of a `content_block_start`.
    init(_ node: JSONNode, in document: JSONDocument) {
        block = StreamedObject(node, in: document)
        let type = document.string("type", of: node) ?? ""
        isToolCall = type.hasSuffix("tool_use")
    }

    /// Begins with the type of a block whose start was left out.
    init(type: String) {
        block = StreamedObject()
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
            throw JoinFault(
                sentence: "Argo's stream contains a tool call whose input is not valid JSON, so it cannot be joined into one answer.")
        }
    }
}
