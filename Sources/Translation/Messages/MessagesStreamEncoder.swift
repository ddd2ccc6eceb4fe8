internal import LosslessJSON

/// Writes a stream of Anthropic Messages: blocks with an index of their own, each opened once, and closed before the next opens.
struct MessagesStreamEncoder: StreamEncoder {
    private enum Block: Sendable {
        case text, reasoning, call
    }

    private let identity: AnswerIdentity
    private var open: Block?
    private var index = 0
    private var usage = Usage()
    private var isRefused = false

    init(_ identity: AnswerIdentity) {
        self.identity = identity
    }

    mutating func encode(_ event: AnswerEvent, into output: inout [StreamEvent]) {
        switch event {
        case .started: emit(start, into: &output)
        case .text(let text): emitText(text, into: &output)
        case .refusal(let text):
            isRefused = true
            emitText(text, into: &output)
        case .citation(let citation):
            guard open == .text else { return }
            emitDelta(["type": "citations_delta", "citation": citation.messagesObject], into: &output)
        case .reasoning(let text):
            if open != .reasoning { start(.reasoning, ["type": "thinking", "thinking": "", "signature": ""], into: &output) }
            emitDelta(["type": "thinking_delta", "thinking": .string(text)], into: &output)
        case .reasoningEnded(let signature):
            emitDelta(["type": "signature_delta", "signature": .string(identity.spelled(signature))], into: &output)
            stop(into: &output)
        case .hiddenReasoning(let signature):
            emitHidden(signature, into: &output)
        case .callStarted(_, let call):
            if let signature = call.signature { emitHidden(signature, into: &output) }
            let id = CallIdentifiers.spelled(call.id, in: .messages)
            start(.call, ["type": "tool_use", "id": .string(id), "name": .string(call.name), "input": [:]], into: &output)
            if call.isFreeform { emitInput("", into: &output) }
        case .callArguments(_, let piece): emitInput(piece, into: &output)
        case .callEnded: stop(into: &output)
        case .leftOut: break
        case .usage(let usage): self.usage = usage
        case .finished(let finish): emitEnd(finish, into: &output)
        case .failed(let fault): emit(FaultTranslation.object(fault, in: .messages), into: &output)
        }
    }

    private var start: JSONValue {
        [
            "type": "message_start",
            "message": [
                "id": .string(identity.id("msg_")), "type": "message", "role": "assistant", "model": .string(identity.context.model),
                "content": [], "stop_reason": nil, "stop_sequence": nil, "usage": usage.messagesMembers,
            ],
        ]
    }

    private mutating func emitText(_ text: String, into output: inout [StreamEvent]) {
        if open != .text { start(.text, ["type": "text", "text": ""], into: &output) }
        emitDelta(["type": "text_delta", "text": .string(text)], into: &output)
    }

    private mutating func emitInput(_ piece: String, into output: inout [StreamEvent]) {
        emitDelta(["type": "input_json_delta", "partial_json": .string(piece)], into: &output)
    }

    private mutating func emitHidden(_ signature: Signature, into output: inout [StreamEvent]) {
        start(nil, ["type": "redacted_thinking", "data": .string(signature.spelled(in: .messages))], into: &output)
        emit(["type": "content_block_stop", "index": .integer(index)], into: &output)
        index += 1
    }

    private mutating func emitEnd(_ finish: Finish, into output: inout [StreamEvent]) {
        stop(into: &output)
        let reason = isRefused && finish == .stop ? Finish.filtered.messagesReason : finish.messagesReason
        emit(
            [
                "type": "message_delta",
                "delta": ["stop_reason": .string(reason), "stop_sequence": finish.stopSequence.map { .string($0) } ?? nil],
                "usage": usage.messagesMembers,
            ], into: &output
        )
        emit(["type": "message_stop"], into: &output)
    }

    // MARK: Blocks

    /// - Parameter block: nil for a block without deltas.
    private mutating func start(_ block: Block?, _ content: JSONValue, into output: inout [StreamEvent]) {
        stop(into: &output)
        open = block
        emit(["type": "content_block_start", "index": .integer(index), "content_block": content], into: &output)
    }

    private mutating func stop(into output: inout [StreamEvent]) {
        guard open != nil else { return }
        open = nil
        emit(["type": "content_block_stop", "index": .integer(index)], into: &output)
        index += 1
    }

    private func emitDelta(_ delta: JSONValue, into output: inout [StreamEvent]) {
        emit(["type": "content_block_delta", "index": .integer(index), "delta": delta], into: &output)
    }

    /// The event's name is its type.
    private func emit(_ object: JSONValue, into output: inout [StreamEvent]) {
        guard case .object(let members) = object, case .string(let type)? = members.first?.value else { return }
        output.append(StreamEvent(name: type, data: object.serialized))
    }
}
