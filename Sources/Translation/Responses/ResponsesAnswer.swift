internal import LosslessJSON

/// Reads a whole answer of OpenAI Responses.
enum ResponsesAnswerDecoder {
    static func events(_ reader: JSONReader) throws(APIFault) -> [AnswerEvent] {
        guard let output = reader.value("output")?.elements else {
            throw APIFault(.serverError, "The upstream's answer has no output.", status: 502)
        }
        let status = reader.string("status") ?? "completed"
        guard status == "completed" || status == "incomplete" else {
            throw APIFault(.serverError, "The upstream's answer is \(status.prefix(40)).", status: 502)
        }
        var events: [AnswerEvent] = [.started]
        for (key, item) in output.enumerated() { events += self.events(item, key: key) }
        events.append(.usage(reader.value("usage").map { Usage(responses: $0) } ?? Usage()))
        events.append(.finished(Finish(response: reader)))
        return events
    }

    private static func events(_ item: JSONReader, key: Int) -> [AnswerEvent] {
        switch item.string("type") {
        case "message": return item.list("content").flatMap(events(ofPart:))
        case "reasoning":
            let texts = (item.list("summary") + item.list("content")).compactMap { $0.string("text") }
            return [.reasoning(texts.joined(separator: "\n\n")), .reasoningEnded(signature(of: item))]
        default:
            guard let call = ToolCall(responses: item) else { return [] }
            let arguments = item.string(call.isFreeform ? "input" : "arguments") ?? ""
            return [.callStarted(key: key, call), .callArguments(key: key, arguments), .callEnded(key: key)]
        }
    }

    static func events(ofPart part: JSONReader) -> [AnswerEvent] {
        switch part.string("type") {
        case "output_text":
            return [.text(part.string("text") ?? "")]
                + part.list("annotations").compactMap { Citation(annotation: $0).map { .citation($0) } }
        case "refusal": return [.refusal(part.string("refusal") ?? "")]
        default: return []
        }
    }

    static func signature(of item: JSONReader) -> Signature? {
        item.string("encrypted_content").map { Signature(.responses, .thought, id: item.string("id") ?? "", value: $0) }
    }
}

extension ToolCall {
    /// The call that an item begins, without its arguments; nil for an item that is no call.
    init?(responses item: JSONReader) {
        guard let type = item.string("type"), type == "function_call" || type == "custom_tool_call" else { return nil }
        self.init(id: item.string("call_id") ?? "", name: item.string("name") ?? "", isFreeform: type == "custom_tool_call")
    }
}

/// Writes a whole answer of OpenAI Responses.
enum ResponsesAnswerEncoder {
    static func body(_ answer: Answer, _ identity: AnswerIdentity) -> JSONValue {
        var identifiers = IdentifierGenerator(seed: identity.seed)
        var output: [JSONValue] = []
        var content: [JSONValue] = []
        for piece in answer.pieces {
            switch piece {
            case .text(let text, let citations):
                content.append(ResponsesItems.textPart(text, annotations: citations.map(\.responsesAnnotation)))
            case .refusal(let text):
                content.append(ResponsesItems.refusalPart(text))
            case .reasoning(let thought):
                flush(&content, &identifiers, into: &output)
                output.append(ResponsesItems.reasoning(id: identifiers.next("rs_"), text: thought.text, signature: thought.signature))
            case .call(let call):
                flush(&content, &identifiers, into: &output)
                if let signature = call.signature {
                    output.append(ResponsesItems.reasoning(id: identifiers.next("rs_"), text: "", signature: signature))
                }
                let id = identifiers.next(call.isFreeform ? "ctc_" : "fc_")
                output.append(ResponsesItems.call(id: id, status: "completed", call, identity.context))
            }
        }
        flush(&content, &identifiers, into: &output)
        let reason = answer.finish.incompleteReason
        return ResponsesItems.response(
            identity, status: reason == nil ? "completed" : "incomplete", output: output, usage: answer.usage, incompleteReason: reason
        )
    }

    private static func flush(_ content: inout [JSONValue], _ identifiers: inout IdentifierGenerator, into output: inout [JSONValue]) {
        guard !content.isEmpty else { return }
        output.append(ResponsesItems.message(id: identifiers.next("msg_"), status: "completed", content: content))
        content = []
    }
}

/// The items and parts of answers of OpenAI Responses.
enum ResponsesItems {
    static func message(id: String, status: String, content: [JSONValue]) -> JSONValue {
        ["id": .string(id), "type": "message", "status": .string(status), "role": "assistant", "content": .array(content)]
    }

    static func textPart(_ text: String, annotations: [JSONValue] = []) -> JSONValue {
        ["type": "output_text", "text": .string(text), "annotations": .array(annotations), "logprobs": []]
    }

    static func refusalPart(_ text: String) -> JSONValue { ["type": "refusal", "refusal": .string(text)] }
    static func summaryPart(_ text: String) -> JSONValue { ["type": "summary_text", "text": .string(text)] }

    static func reasoning(id: String, text: String, signature: Signature?) -> JSONValue {
        var item = ObjectDraft("id", .string(id))
        item.set("type", "reasoning")
        item.set("summary", text.isEmpty ? [] : [summaryPart(text)])
        item.set("encrypted_content", signature?.spelled(in: .responses))
        return item.json
    }

    static func call(id: String, status: String, _ call: ToolCall, _ context: AnswerContext) -> JSONValue {
        let isFreeform = call.isFreeform
        let namespaced = context.namespacedTools[call.name]
        var item = ObjectDraft("id", .string(id))
        item.set("type", isFreeform ? "custom_tool_call" : "function_call")
        item.set("status", status)
        item.set("call_id", call.id)
        item.set("name", namespaced?.name ?? call.name)
        item.set("namespace", namespaced?.namespace)
        item.set(isFreeform ? "input" : "arguments", call.arguments)
        return item.json
    }

    /// The object that the first and the last events have, and that a whole answer is.
    static func response(
        _ identity: AnswerIdentity, status: String, output: [JSONValue], usage: Usage? = nil, incompleteReason: String? = nil,
        fault: APIFault? = nil
    ) -> JSONValue {
        let error: JSONValue? = fault.map {
            ["code": .string($0.kind.terms(in: .responses).code ?? "server_error"), "message": .string($0.message)]
        }
        return [
            "id": .string(identity.id("resp_")), "object": "response", "created_at": .integer(identity.time), "status": .string(status),
            "error": error ?? .null, "incomplete_details": incompleteReason.map { ["reason": .string($0)] } ?? .null,
            "instructions": nil, "metadata": [:], "model": .string(identity.context.model), "output": .array(output),
            "parallel_tool_calls": true, "previous_response_id": nil, "store": false, "temperature": nil, "tool_choice": "auto",
            "tools": [], "top_p": nil, "truncation": "disabled", "usage": usage?.responsesObject ?? .null,
        ]
    }
}

extension Finish {
    /// - Parameter response: the object `response`, which has `status` and `incomplete_details`.
    init(response: JSONReader) {
        guard response.string("status") == "incomplete" else {
            self = .stop
            return
        }
        self = response.value("incomplete_details")?.string("reason") == "content_filter" ? .filtered : .length
    }

    /// Nil for an answer that is complete.
    var incompleteReason: String? {
        switch self {
        case .length: "max_output_tokens"
        case .filtered: "content_filter"
        case .stop, .stopSequence, .toolCalls, .paused: nil
        }
    }
}

/// Responses counts as Chat does, under other names.
extension Usage {
    init(responses usage: JSONReader) { self.init(openAI: usage, input: "input_tokens", output: "output_tokens") }

    var responsesObject: JSONValue {
        [
            "input_tokens": .integer(input),
            "input_tokens_details": ["cached_tokens": .integer(cacheRead), "cache_write_tokens": .integer(cacheCreation)],
            "output_tokens": .integer(output), "output_tokens_details": ["reasoning_tokens": .integer(reasoning)],
            "total_tokens": .integer(total),
        ]
    }
}
