internal import LosslessJSON

/// Reads a whole answer of Google GenAI.
enum GoogleAnswerDecoder {
    static func events(_ reader: JSONReader, limits: TranslationLimits) throws(APIFault) -> [AnswerEvent] {
        guard reader.value("candidates") != nil || reader.either("promptFeedback") != nil else {
            throw APIFault(.serverError, "The upstream's answer has no candidates.", status: 502)
        }
        var chunks = GoogleChunkDecoder(limits: limits)
        let events = chunks.events(reader)
        if case .failed(let fault)? = events.last { throw fault }
        return [.started] + events + [.finished(chunks.finish ?? .stop)]
    }
}

/// Writes a whole answer of Google GenAI.
enum GoogleAnswerEncoder {
    /// - Throws: where the arguments of a call are no JSON object, and not because the answer was cut off.
    static func body(_ answer: Answer, _ identity: AnswerIdentity) throws(APIFault) -> JSONValue {
        var parts: [JSONValue] = []
        var citations: [Citation] = []
        for piece in answer.pieces {
            switch piece {
            case .text(let text, let cited):
                parts.append(GoogleAnswerParts.text(text))
                citations += cited
            case .refusal(let text): parts.append(GoogleAnswerParts.text(text))
            case .reasoning(let thought):
                if !thought.text.isEmpty { parts.append(GoogleAnswerParts.thought(thought.text)) }
                if let signature = thought.signature { parts.append(GoogleAnswerParts.signature(signature)) }
            case .call(let call):
                parts.append(GoogleAnswerParts.call(call, arguments: try CallInput.object(of: call, endedBy: answer.finish)))
            }
        }
        return GoogleAnswerParts.response(identity, parts: parts, finish: answer.finish, usage: answer.usage, citations: citations)
    }
}

/// The parts and the frame of answers of Google GenAI.
enum GoogleAnswerParts {
    static func text(_ text: String) -> JSONValue { ["text": .string(text)] }
    static func thought(_ text: String) -> JSONValue { ["text": .string(text), "thought": true] }

    static func signature(_ signature: Signature) -> JSONValue {
        ["text": "", "thought": true, "thoughtSignature": .string(signature.spelled(in: .google))]
    }

    static func call(_ call: ToolCall, arguments: [UInt8]) -> JSONValue {
        var part = ObjectDraft("functionCall", ["id": .string(call.id), "name": .string(call.name), "args": .raw(arguments)])
        part.set("thoughtSignature", call.signature?.spelled(in: .google))
        return part.json
    }

    static func grounding(_ citations: [Citation]) -> JSONValue? {
        guard !citations.isEmpty else { return nil }
        let chunks = citations.map { citation -> JSONValue in
            var web = ObjectDraft()
            web.set("uri", citation.url)
            web.set("title", citation.title)
            return ["web": web.json]
        }
        return ["groundingChunks": .array(chunks)]
    }

    static func response(
        _ identity: AnswerIdentity, parts: [JSONValue], finish: Finish? = nil, usage: Usage?, citations: [Citation] = []
    ) -> JSONValue {
        var candidate = ObjectDraft("content", ["role": "model", "parts": .array(parts)])
        candidate.set("finishReason", finish?.googleReason)
        candidate.set("index", 0)
        candidate.set("groundingMetadata", grounding(citations))
        var response = ObjectDraft("candidates", [candidate.json])
        response.set("usageMetadata", usage?.googleObject)
        response.set("modelVersion", identity.context.model)
        response.set("responseId", identity.id(""))
        return response.json
    }
}

/// `finishReason` (https://ai.google.dev/api/generate-content#FinishReason).
extension Finish {
    /// - Throws: the fault where the reason is one.
    init(google reason: String, message: String?) throws(APIFault) {
        switch reason {
        case "STOP", "FINISH_REASON_UNSPECIFIED": self = .stop
        case "MAX_TOKENS": self = .length
        case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION", "MODEL_ARMOR":
            self = .filtered
        default:
            throw APIFault(.serverError, message ?? "The model ended its answer with \(reason.prefix(60)).", status: 502, code: reason)
        }
    }

    var googleReason: String {
        switch self {
        case .stop, .stopSequence, .toolCalls, .paused: "STOP"
        case .length: "MAX_TOKENS"
        case .filtered: "SAFETY"
        }
    }
}

/// Google counts cached tokens in `promptTokenCount`, but thoughts beside `candidatesTokenCount`.
extension Usage {
    init(google usage: JSONReader) {
        let thoughts = usage.either("thoughtsTokenCount")?.integer ?? 0
        let candidates = usage.either("candidatesTokenCount")?.integer ?? 0
        let prompt = usage.either("promptTokenCount")?.integer ?? 0
        let tools = usage.either("toolUsePromptTokenCount")?.integer ?? 0
        self.init(
            input: Self.bounded(prompt) + Self.bounded(tools), cacheRead: usage.either("cachedContentTokenCount")?.integer ?? 0,
            output: Self.bounded(candidates) + Self.bounded(thoughts), reasoning: thoughts
        )
    }

    var googleObject: JSONValue {
        [
            "promptTokenCount": .integer(input), "candidatesTokenCount": .integer(visibleOutput),
            "totalTokenCount": .integer(total), "cachedContentTokenCount": .integer(cacheRead), "thoughtsTokenCount": .integer(reasoning),
        ]
    }
}
