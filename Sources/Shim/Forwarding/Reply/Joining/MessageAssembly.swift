import LosslessJSON

/// Joins the events of a Messages stream into the Message that Argo would have sent without streaming.
struct MessageAssembly {
    private var message: ObjectDraft?
    private var blocks: [ContentBlockDraft] = []
    /// Where the block of an index stands in `blocks`.
    private var positions: [Int: Int] = [:]
    private var isCutAtLimit = false

    /// Adds one event.
    ///
    /// - Throws: `JoinFault` when the event does not fit what came before.
    mutating func receive(_ event: JSONDocument) throws(JoinFault) {
        switch event.value("type", of: event.root).flatMap({ event.string($0) }) {
        case "message_start":
            guard let start = event.value("message", of: event.root), start.kind == .object else { throw Self.outOfOrder }
            message = ObjectDraft(start, in: event)
            for block in event.value("content", of: start).map({ event.elements(of: $0) }) ?? [] { begin(block, blocks.count, event) }
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

    /// The Message.
    ///
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
        "Argo's stream has events that do not fit each other, so it cannot be joined into one answer.")

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
        switch event.value("type", of: delta).flatMap({ event.string($0) }) {
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
