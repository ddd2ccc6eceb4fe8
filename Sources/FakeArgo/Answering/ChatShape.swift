import LosslessJSON

/// Writes a reply in the dialect of Chat Completions (https://platform.openai.com/docs/api-reference/chat/object, .../chat-streaming).
struct ChatShape {
    let reply: Reply
    /// Whether the stream ends with a chunk of usage.
    var includesUsage = false

    /// The reply in one piece.
    var document: JSONValue {
        var message: JSONValue = [
            "role": "assistant", "content": hasCalls ? nil : .string(reply.turn.text), "refusal": nil, "annotations": [],
        ]
        if hasCalls { message += ["tool_calls": .array(reply.turn.calls.indices.map { call($0, isChunk: false) })] }
        var choice: JSONValue = ["index": 0, "message": message, "logprobs": nil, "finish_reason": .string(finishReason)]
        if isAzure { choice += ["content_filter_results": Self.filterResults] }
        var document = envelope("chat.completion", choices: [choice])
        document += ["usage": usage]
        if isAzure { document += ["prompt_filter_results": Self.promptFilterResults] }
        return document
    }

    /// The reply as the chunks of a stream.
    var events: [[UInt8]] {
        var events: [[UInt8]] = []
        if isAzure {
            let first: JSONValue = [
                "choices": [], "created": 0, "id": "", "model": "", "object": "", "prompt_filter_results": Self.promptFilterResults,
            ]
            events.append(serverSentEvent(nil, first.serialized))
        }
        append(["role": "assistant", "content": hasCalls ? nil : "", "refusal": nil], to: &events)
        if hasCalls {
            for (index, toolCall) in reply.turn.calls.enumerated() {
                append(["tool_calls": [call(index, isChunk: true)]], to: &events)
                for part in halves(String(decoding: toolCall.arguments, as: UTF8.self)) {
                    let delta: JSONValue = ["index": .integer(index), argumentsKey(toolCall): [inputKey(toolCall): .string(part)]]
                    append(["tool_calls": [delta]], to: &events)
                }
            }
        } else {
            for piece in reply.turn.pieces { append(["content": .string(piece)], to: &events) }
        }
        append([:], finish: .string(finishReason), to: &events)
        if includesUsage {
            var chunk = envelope("chat.completion.chunk", choices: [])
            chunk += ["usage": usage]
            events.append(serverSentEvent(nil, chunk.serialized))
        }
        events.append(serverSentEvent(nil, Array("[DONE]".utf8)))
        return events
    }

    // MARK: Parts

    private var hasCalls: Bool { !reply.turn.calls.isEmpty }
    private var isAzure: Bool { reply.owner == .openai && reply.quirks[.usesAzureShapes] }

    private var finishReason: String {
        hasCalls ? "tool_calls" : reply.turn.isCutShort ? "length" : "stop"
    }

    private var messageID: String {
        if let id = reply.fixedID { return id }
        return reply.owner == .anthropic && reply.quirks[.usesVertexShapes] ? reply.id("msg_vrtx_01") : reply.id("chatcmpl-")
    }

    private func envelope(_ object: String, choices: JSONValue) -> JSONValue {
        var envelope: JSONValue = [
            "id": .string(messageID), "object": .string(object), "created": .integer(reply.created), "model": .string(reply.model),
            "choices": choices,
        ]
        if reply.owner == .openai { envelope += ["service_tier": "default", "system_fingerprint": "fp_a1b2c3d4e5"] }
        return envelope
    }

    private func append(_ delta: JSONValue, finish: JSONValue = nil, to events: inout [[UInt8]]) {
        var choice: JSONValue = ["index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish]
        if isAzure { choice += ["content_filter_results": finish == .null ? Self.filterResults : [:]] }
        var chunk = envelope("chat.completion.chunk", choices: [choice])
        if includesUsage { chunk += ["usage": nil] }
        events.append(serverSentEvent(nil, chunk.serialized))
    }

    private func call(_ index: Int, isChunk: Bool) -> JSONValue {
        let call = reply.turn.calls[index]
        let prefix = reply.owner == .anthropic && reply.quirks[.usesVertexShapes] ? "toolu_vrtx_01" : "call_"
        let input = isChunk ? "" : String(decoding: call.arguments, as: UTF8.self)
        var object: JSONValue = isChunk ? ["index": .integer(index)] : [:]
        object += [
            "id": .string(reply.id(prefix, index + 1)), "type": .string(argumentsKey(call)),
            argumentsKey(call): ["name": .string(call.name), inputKey(call): .string(input)],
        ]
        return object
    }

    private func argumentsKey(_ call: OfferedTool) -> String { call.isFreeform ? "custom" : "function" }
    private func inputKey(_ call: OfferedTool) -> String { call.isFreeform ? "input" : "arguments" }

    /// GPT's figures are whole but for the details; for the others Argo knows the output alone (quirk 9).
    private var usage: JSONValue {
        let lacksInput = reply.leavesUsageOut && reply.owner != .openai
        let details: JSONValue = reply.leavesUsageOut ? nil : ["cached_tokens": 0, "audio_tokens": 0]
        let outputDetails: JSONValue = reply.leavesUsageOut ? nil : ["reasoning_tokens": 0, "audio_tokens": 0]
        return [
            "completion_tokens": .integer(reply.outputTokens),
            "prompt_tokens": lacksInput ? nil : .integer(reply.inputTokens),
            "total_tokens": lacksInput ? nil : .integer(reply.inputTokens + reply.outputTokens),
            "completion_tokens_details": outputDetails, "prompt_tokens_details": details,
        ]
    }

    /// https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter
    private static let filterResults: JSONValue = [
        "hate": ["filtered": false, "severity": "safe"], "self_harm": ["filtered": false, "severity": "safe"],
        "sexual": ["filtered": false, "severity": "safe"], "violence": ["filtered": false, "severity": "safe"],
    ]
    private static let promptFilterResults: JSONValue = [["prompt_index": 0, "content_filter_results": filterResults]]
}

extension JSONValue {
    /// Adds the members of another object behind those of this one.
    static func += (object: inout JSONValue, other: JSONValue) {
        if case .object(let members) = object, case .object(let more) = other { object = .object(members + more) }
    }
}
