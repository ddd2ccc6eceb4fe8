internal import LosslessJSON

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
