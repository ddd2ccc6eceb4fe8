internal import LosslessJSON

/// Writes a stream of OpenAI Chat Completions.
struct ChatStreamEncoder: StreamEncoder {
    private let identity: AnswerIdentity
    private var usage = Usage()
    private var calls = 0
    private var isFreeform = false
    private var isSigned = false

    init(_ identity: AnswerIdentity) {
        self.identity = identity
    }

    mutating func encode(_ event: AnswerEvent, into output: inout [StreamEvent]) {
        switch event {
        case .started: emit(["role": "assistant", "content": ""], into: &output)
        case .text(let text): emit(["content": .string(text)], into: &output)
        case .refusal(let text): emit(["refusal": .string(text)], into: &output)
        case .citation(let citation): emit(["annotations": [citation.chatAnnotation]], into: &output)
        case .reasoning(let text): emit(["reasoning_content": .string(text)], into: &output)
        case .reasoningEnded(let signature):
            // A message has one `reasoning_content`, so that it can carry one signature.
            guard let signature, !isSigned else { return }
            isSigned = true
            emit(["reasoning_signature": .string(signature.spelled(in: .chat))], into: &output)
        case .hiddenReasoning: break
        case .callStarted(_, let call):
            isFreeform = call.isFreeform
            emit(["tool_calls": [start(of: call)]], into: &output)
            calls += 1
        case .callArguments(_, let piece):
            let index: JSONValue = .integer(calls - 1)
            let call: JSONValue =
                isFreeform
                ? ["index": index, "custom": ["input": .string(piece)]]
                : ["index": index, "function": ["arguments": .string(piece)]]
            emit(["tool_calls": [call]], into: &output)
        case .callEnded: break
        case .leftOut: break
        case .usage(let usage): self.usage = usage
        case .finished(let finish):
            emit([:], finish: finish.chatReason, into: &output)
            if identity.context.showsUsage { output.append(StreamEvent(data: chunk([], usage: usage.chatObject).serialized)) }
            output.append(.done)
        case .failed(let fault):
            output.append(StreamEvent(data: FaultTranslation.body(fault, in: .chat)))
        }
    }

    private func start(of call: ToolCall) -> JSONValue {
        let id = SignedCallID(id: call.id, signature: call.signature).text
        let members = ChatCall.members(id: id, name: call.name, arguments: "", isFreeform: call.isFreeform)
        return .object([.init("index", .integer(calls))] + members)
    }

    private func emit(_ delta: JSONValue, finish: String? = nil, into output: inout [StreamEvent]) {
        let choice: JSONValue = ["index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish.map { .string($0) } ?? nil]
        output.append(StreamEvent(data: chunk([choice], usage: nil).serialized))
    }

    private func chunk(_ choices: [JSONValue], usage: JSONValue?) -> JSONValue {
        var chunk = ObjectDraft("id", .string(identity.id("chatcmpl-")))
        chunk.set("object", "chat.completion.chunk")
        chunk.set("created", identity.time)
        chunk.set("model", identity.context.model)
        chunk.set("choices", .array(choices))
        if identity.context.showsUsage { chunk.set("usage", usage ?? .null) }
        return chunk.json
    }
}
