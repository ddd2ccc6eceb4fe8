internal import LosslessJSON

/// Reads a whole answer of Anthropic Messages.
enum MessagesAnswerDecoder {
    static func events(_ reader: JSONReader) throws(APIFault) -> [AnswerEvent] {
        guard let content = reader.value("content")?.elements else {
            throw APIFault(.serverError, "The upstream's answer has no content.", status: 502)
        }
        var events: [AnswerEvent] = [.started]
        for (index, block) in content.enumerated() { events += self.events(block, at: index) }
        var usage = Usage()
        if let figures = reader.value("usage") { usage.replace(withMessages: figures) }
        events.append(.usage(usage))
        events.append(.finished(Finish(messages: reader.string("stop_reason"), sequence: reader.string("stop_sequence"))))
        return events
    }

    private static func events(_ block: JSONReader, at index: Int) -> [AnswerEvent] {
        switch block.string("type") {
        case "text":
            return [.text(block.string("text") ?? "")] + block.list("citations").map { .citation(Citation(messages: $0)) }
        case "thinking":
            let signature = block.string("signature") ?? ""
            return [
                .reasoning(block.string("thinking") ?? ""),
                .reasoningEnded(signature.isEmpty ? nil : Signature(.messages, .thought, value: signature)),
            ]
        case "redacted_thinking":
            return [.hiddenReasoning(Signature(.messages, .hidden, value: block.string("data") ?? ""))]
        case "tool_use":
            let input = block.value("input")?.spelling ?? "{}"
            return [
                .callStarted(key: index, .init(id: block.string("id") ?? "", name: block.string("name") ?? "")),
                .callArguments(key: index, input), .callEnded(key: index),
            ]
        default: return []
        }
    }
}

/// Writes a whole answer of Anthropic Messages.
enum MessagesAnswerEncoder {
    /// - Throws: where the arguments of a call are no JSON object, and not because the answer was cut off.
    static func body(_ answer: Answer, _ identity: AnswerIdentity) throws(APIFault) -> JSONValue {
        var content: [JSONValue] = []
        var isRefused = false
        for piece in answer.pieces {
            switch piece {
            case .text(let text, let citations):
                var block: ObjectDraft = .init("type", "text")
                block.set("text", text)
                if !citations.isEmpty { block.set("citations", .array(citations.map(\.messagesObject))) }
                content.append(block.json)
            case .refusal(let text):
                isRefused = true
                content.append(["type": "text", "text": .string(text)])
            case .reasoning(let thought):
                content.append(block(thought, identity))
            case .call(let call):
                if let signature = call.signature { content.append(redacted(signature)) }
                content.append(
                    [
                        "type": "tool_use", "id": .string(CallIdentifiers.spelled(call.id, in: .messages)), "name": .string(call.name),
                        "input": .raw(try CallInput.object(of: call, endedBy: answer.finish)),
                    ]
                )
            }
        }
        let reason = isRefused && answer.finish == .stop ? Finish.filtered : answer.finish
        return [
            "id": .string(identity.id("msg_")), "type": "message", "role": "assistant", "model": .string(identity.context.model),
            "content": .array(content), "stop_reason": .string(reason.messagesReason),
            "stop_sequence": answer.finish.stopSequence.map { .string($0) } ?? nil, "usage": answer.usage.messagesMembers,
        ]
    }

    private static func block(_ thought: ReasoningText, _ identity: AnswerIdentity) -> JSONValue {
        if thought.text.isEmpty, let signature = thought.signature { return redacted(signature) }
        return ["type": "thinking", "thinking": .string(thought.text), "signature": .string(identity.spelled(thought.signature))]
    }

    private static func redacted(_ signature: Signature) -> JSONValue {
        ["type": "redacted_thinking", "data": .string(signature.spelled(in: .messages))]
    }
}

extension AnswerIdentity {
    /// What stands in a thinking block's `signature` for a client of Messages.
    ///
    /// A thought that nobody signed gets a mark of where it came from: so it can go back there, and nowhere else.
    func spelled(_ signature: Signature?) -> String {
        (signature ?? Signature(upstream, .thought, value: "")).spelled(in: .messages)
    }
}

extension Citation {
    init(messages citation: JSONReader) {
        self.init(
            url: citation.string("url") ?? citation.string("source"), title: citation.string("title") ?? citation.string("document_title"),
            quote: citation.string("cited_text")
        )
    }

    /// The only kind of citation that names an address.
    var messagesObject: JSONValue {
        [
            "type": "web_search_result_location", "cited_text": .string(quote ?? ""), "url": .string(url ?? ""),
            "title": title.map { .string($0) } ?? nil, "encrypted_index": "",
        ]
    }
}

/// `stop_reason` (https://docs.anthropic.com/en/api/handling-stop-reasons).
extension Finish {
    init(messages reason: String?, sequence: String?) {
        switch reason {
        case "stop_sequence": self = .stopSequence(sequence)
        case "max_tokens", "model_context_window_exceeded": self = .length
        case "tool_use": self = .toolCalls
        case "refusal": self = .filtered
        case "pause_turn": self = .paused
        default: self = .stop
        }
    }

    var messagesReason: String {
        switch self {
        case .stop: "end_turn"
        case .stopSequence: "stop_sequence"
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .filtered: "refusal"
        case .paused: "pause_turn"
        }
    }

    var stopSequence: String? {
        if case .stopSequence(let sequence) = self { sequence } else { nil }
    }
}

/// Messages counts cached tokens beside `input_tokens`, not in them.
extension Usage {
    /// Puts the figures that an event has in the place of earlier ones: they are totals, also where `message_delta` repeats them.
    mutating func replace(withMessages usage: JSONReader) {
        let uncached = usage.integer("input_tokens") ?? uncachedInput
        let read = usage.integer("cache_read_input_tokens") ?? cacheRead
        let creation = usage.integer("cache_creation_input_tokens") ?? cacheCreation
        let written = usage.integer("output_tokens") ?? output
        let thought = usage.value("output_tokens_details")?.integer("thinking_tokens") ?? reasoning
        self = Usage(
            input: Self.bounded(uncached) + Self.bounded(read) + Self.bounded(creation), cacheRead: read, cacheCreation: creation,
            output: written, reasoning: thought
        )
    }

    var messagesMembers: JSONValue {
        [
            "input_tokens": .integer(uncachedInput), "cache_creation_input_tokens": .integer(cacheCreation),
            "cache_read_input_tokens": .integer(cacheRead), "output_tokens": .integer(output),
        ]
    }
}
