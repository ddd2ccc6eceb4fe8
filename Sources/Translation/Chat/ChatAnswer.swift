internal import LosslessJSON

/// Reads a whole answer of OpenAI Chat Completions.
enum ChatAnswerDecoder {
    static func events(_ reader: JSONReader) throws(APIFault) -> [AnswerEvent] {
        guard let choice = reader.list("choices").first, let message = choice.value("message") else {
            throw APIFault(.serverError, "The upstream's answer has no choices.", status: 502)
        }
        var events: [AnswerEvent] = [.started]
        if let text = message.string("reasoning_content") ?? message.string("reasoning") {
            events += [.reasoning(text), .reasoningEnded(nil)]
        }
        if let text = message.string("content") {
            events.append(.text(text))
        } else {
            events += message.list("content").compactMap { $0.string("text").map { .text($0) } }
        }
        events += message.list("annotations").compactMap { Citation(annotation: $0).map { .citation($0) } }
        if let text = message.string("refusal") { events.append(.refusal(text)) }
        for (key, call) in message.list("tool_calls").enumerated() { events += self.events(call, key: key) }
        if let function = message.value("function_call") {
            let name = function.string("name") ?? ""
            events += [.callStarted(key: -1, .init(id: "", name: name)), .callArguments(key: -1, function.string("arguments") ?? "")]
            events.append(.callEnded(key: -1))
        }
        events.append(.usage(reader.value("usage").map { Usage(chat: $0) } ?? Usage()))
        events.append(.finished(choice.string("finish_reason").map { Finish(chat: $0) } ?? .stop))
        return events
    }

    private static func events(_ call: JSONReader, key: Int) -> [AnswerEvent] {
        let isFreeform = call.value("custom") != nil
        guard let function = call.value("custom") ?? call.value("function") else { return [] }
        let field = function.value(isFreeform ? "input" : "arguments")
        let arguments = field?.string ?? field?.spelling ?? ""
        let start = ToolCall(id: call.string("id") ?? "", name: function.string("name") ?? "", isFreeform: isFreeform)
        return [.callStarted(key: key, start), .callArguments(key: key, arguments), .callEnded(key: key)]
    }
}

/// Writes a whole answer of OpenAI Chat Completions.
enum ChatAnswerEncoder {
    static func body(_ answer: Answer, _ identity: AnswerIdentity) -> JSONValue {
        var text = ""
        var refusal = ""
        var reasoning = ""
        var signature: Signature?
        var annotations: [JSONValue] = []
        var calls: [JSONValue] = []
        for piece in answer.pieces {
            switch piece {
            case .text(let piece, let citations):
                text += piece
                annotations += citations.map(\.chatAnnotation)
            case .refusal(let piece): refusal += piece
            case .reasoning(let thought):
                reasoning += thought.text
                // A message has one `reasoning_content`, so that it can carry one signature.
                if !thought.text.isEmpty { signature = signature ?? thought.signature }
            case .call(let call): calls.append(self.call(call))
            }
        }
        var message = ObjectDraft("role", "assistant")
        message.set("content", text.isEmpty && (!calls.isEmpty || !refusal.isEmpty) ? .null : .string(text))
        message.set("refusal", refusal.isEmpty ? .null : .string(refusal))
        if !reasoning.isEmpty { message.set("reasoning_content", reasoning) }
        message.set("reasoning_signature", signature?.spelled(in: .chat))
        if !annotations.isEmpty { message.set("annotations", .array(annotations)) }
        if !calls.isEmpty { message.set("tool_calls", .array(calls)) }
        let choice: JSONValue = [
            "index": 0, "message": message.json, "logprobs": nil, "finish_reason": .string(answer.finish.chatReason),
        ]
        return [
            "id": .string(identity.id("chatcmpl-")), "object": "chat.completion", "created": .integer(identity.time),
            "model": .string(identity.context.model), "choices": [choice], "usage": answer.usage.chatObject,
        ]
    }

    private static func call(_ call: ToolCall) -> JSONValue {
        let id = SignedCallID(id: call.id, signature: call.signature).text
        return .object(ChatCall.members(id: id, name: call.name, arguments: call.arguments, isFreeform: call.isFreeform))
    }
}

/// A call as Chat spells it, in requests and in answers.
enum ChatCall {
    static func members(id: String, name: String, arguments: String, isFreeform: Bool) -> [JSONValue.Member] {
        let type = isFreeform ? "custom" : "function"
        let function: JSONValue = .object(
            [.init("name", .string(name)), .init(isFreeform ? "input" : "arguments", .string(arguments))])
        return [.init("id", .string(id)), .init("type", .string(type)), .init(type, function)]
    }
}

/// A call's id that carries the call's signature through a Chat client, which has no other place for it.
struct SignedCallID: Equatable {
    private static let separator = "__signature__"

    let id: String
    let signature: Signature?

    var text: String { signature.map { id + Self.separator + $0.carrier } ?? id }
}

extension SignedCallID {
    /// Reads an id as a client sends it back.
    init(_ text: String) {
        let mark = text.firstRange(of: Self.separator)
        signature = mark.flatMap { Signature(carrier: String(text[$0.upperBound...])) }
        id = if let mark, signature != nil { String(text[..<mark.lowerBound]) } else { text }
    }
}

/// `finish_reason` (https://platform.openai.com/docs/api-reference/chat/object).
extension Finish {
    init(chat reason: String) {
        switch reason {
        case "length": self = .length
        case "tool_calls", "function_call": self = .toolCalls
        case "content_filter": self = .filtered
        default: self = .stop
        }
    }

    var chatReason: String {
        switch self {
        case .stop, .stopSequence, .paused: "stop"
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .filtered: "content_filter"
        }
    }
}

/// Chat counts cached tokens in `prompt_tokens`, and reasoning in `completion_tokens`.
extension Usage {
    init(chat usage: JSONReader) { self.init(openAI: usage, input: "prompt_tokens", output: "completion_tokens") }

    /// Reads what both dialects of OpenAI have, under the names that one of them has for what was read and written.
    init(openAI usage: JSONReader, input: String, output: String) {
        let details = usage.value(input + "_details")
        self.init(
            input: usage.count(input), cacheRead: details?.count("cached_tokens") ?? 0,
            cacheCreation: details?.count("cache_write_tokens") ?? 0,
            output: usage.count(output), reasoning: usage.value(output + "_details")?.count("reasoning_tokens") ?? 0
        )
    }

    var chatObject: JSONValue {
        [
            "prompt_tokens": .integer(input), "completion_tokens": .integer(output), "total_tokens": .integer(total),
            "prompt_tokens_details": ["cached_tokens": .integer(cacheRead), "cache_write_tokens": .integer(cacheCreation)],
            "completion_tokens_details": ["reasoning_tokens": .integer(reasoning)],
        ]
    }
}
