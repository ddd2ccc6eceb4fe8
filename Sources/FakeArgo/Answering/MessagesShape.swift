import LosslessJSON

/// Writes a reply in Anthropic's dialect (https://docs.anthropic.com/en/api/messages, .../messages-streaming).
struct MessagesShape {
    let reply: Reply

    /// The reply in one piece.
    var document: JSONValue {
        message(content: .array(blocks.map(\.whole)), stopReason: .string(stopReason), usage: usage(output: reply.outputTokens))
    }

    /// The reply as the events of a stream.
    var events: [[UInt8]] {
        var events: [[UInt8]] = []
        let first = usage(output: reply.fixedID == nil ? 1 : 0, leavesInputOut: reply.leavesUsageOut)
        append(["type": "message_start", "message": message(content: [], stopReason: nil, usage: first)], to: &events)
        append(["type": "ping"], to: &events)
        for (index, block) in blocks.enumerated() {
            append(["type": "content_block_start", "index": .integer(index), "content_block": block.start], to: &events)
            for delta in block.deltas { append(["type": "content_block_delta", "index": .integer(index), "delta": delta], to: &events) }
            append(["type": "content_block_stop", "index": .integer(index)], to: &events)
        }
        let last = reply.leavesUsageOut ? ["output_tokens": .integer(reply.outputTokens)] : usage(output: reply.outputTokens)
        let delta: JSONValue = ["stop_reason": .string(stopReason), "stop_sequence": nil]
        append(["type": "message_delta", "delta": delta, "usage": last], to: &events)
        append(["type": "message_stop"], to: &events)
        return events
    }

    // MARK: Parts

    private func message(content: JSONValue, stopReason: JSONValue, usage: JSONValue) -> JSONValue {
        [
            "id": .string(reply.fixedID ?? reply.id(reply.quirks[.usesVertexShapes] ? "msg_vrtx_01" : "msg_01")),
            "type": "message", "role": "assistant", "model": .string(reply.model), "content": content,
            "stop_reason": stopReason, "stop_sequence": nil, "usage": usage,
        ]
    }

    /// A block as a stream opens it, what fills it there, and all of it: one is closed before the next is opened.
    private typealias Block = (start: JSONValue, deltas: [JSONValue], whole: JSONValue)

    private var blocks: [Block] {
        var blocks: [Block] = []
        if let thinking = reply.turn.thinking {
            func block(_ text: String, _ signature: String) -> JSONValue {
                ["type": "thinking", "thinking": .string(text), "signature": .string(signature)]
            }
            let deltas: [JSONValue] = halves(thinking).map { ["type": "thinking_delta", "thinking": .string($0)] }
            let end: JSONValue = ["type": "signature_delta", "signature": .string(signature)]
            blocks.append((block("", ""), deltas + [end], block(thinking, signature)))
        }
        let pieces: [JSONValue] = reply.turn.pieces.map { ["type": "text_delta", "text": .string($0)] }
        blocks.append((["type": "text", "text": ""], pieces, ["type": "text", "text": .string(reply.turn.text)]))
        for (position, call) in reply.turn.calls.enumerated() {
            func block(_ input: JSONValue) -> JSONValue {
                ["type": "tool_use", "id": .string(toolID(position)), "name": .string(call.name), "input": input]
            }
            let parts = [""] + halves(String(decoding: call.arguments, as: UTF8.self))
            let deltas: [JSONValue] = parts.map { ["type": "input_json_delta", "partial_json": .string($0)] }
            blocks.append((block([:]), deltas, block(.raw(call.arguments))))
        }
        return blocks
    }

    /// Looks like the base64 of a signature, and follows from the reply's number alone.
    private var signature: String {
        "EqQB" + identifier(reply.serial &+ 7, length: 120) + "=="
    }

    private func toolID(_ position: Int) -> String {
        reply.id(reply.quirks[.usesVertexShapes] ? "toolu_vrtx_01" : "toolu_01", position + 1)
    }

    private var stopReason: String {
        reply.turn.calls.isEmpty ? (reply.turn.isCutShort ? "max_tokens" : "end_turn") : "tool_use"
    }

    private func usage(output: Int, leavesInputOut: Bool = false) -> JSONValue {
        var usage: JSONValue = leavesInputOut ? [:] : ["input_tokens": .integer(reply.inputTokens)]
        usage += ["cache_creation_input_tokens": 0, "cache_read_input_tokens": 0]
        if reply.quirks[.usesVertexShapes] {
            usage += ["cache_creation": ["ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0]]
        }
        usage += ["output_tokens": .integer(output)]
        return usage
    }

    private func append(_ event: JSONValue, to events: inout [[UInt8]]) {
        guard case .object(let members) = event, case .string(let name)? = members.first?.value else { return }
        events.append(serverSentEvent(name, event.serialized))
    }
}

/// A text in two parts, so that a stream has something to put together.
func halves(_ text: String) -> [String] {
    guard text.count > 1 else { return [text] }
    let middle = text.index(text.startIndex, offsetBy: text.count / 2)
    return [String(text[..<middle]), String(text[middle...])]
}
