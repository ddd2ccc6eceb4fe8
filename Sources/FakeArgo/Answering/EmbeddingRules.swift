import LosslessJSON

/// Failures that have nothing to do with the request (quirks 8, 12 and 17).
struct OutageRule {
    static func check(_ outage: Outage?, disguised: Bool) throws(Refusal) {
        /// What Argo's own library says: under the class of its exception, or with the status that it got.
        func library(_ exception: String, _ status: Int, _ message: String) -> Refusal {
            let type = status == 429 ? "rate_limit_error" : "api_error"
            return .vendor(VendorError(.library, disguised ? 500 : status, disguised ? exception : type, message))
        }
        switch outage {
        case nil: return
        case .badGateway: throw .badGateway
        case .promptTooLong: throw .anthropic("prompt is too long: 214290 tokens > 200000 maximum")
        case .overloaded: throw .vendor(VendorError(.anthropic, disguised ? 500 : 529, "overloaded_error", "Overloaded"))
        case .resourceExhausted:
            let error = "{'error': {'code': 429, 'message': 'Resource exhausted. Please try again later.'}}"
            throw library("ClientError", 429, "429 RESOURCE_EXHAUSTED. \(error)")
        case .quotaExceeded:
            let quota = "aiplatform.googleapis.com/online_prediction_input_tokens_per_minute_per_base_model"
            throw library("APIError", 429, "Quota exceeded for \(quota). Please submit a quota increase request.")
        case .tooManyRequests:
            let pool = "HTTPSConnectionPool(host='argo.openai.azure.com', port=443)"
            throw library("RetryError", 429, "\(pool): too many 429 error responses")
        case .vertexUnreachable:
            let pool = "HTTPSConnectionPool(host='oauth2.googleapis.com', port=443)"
            let cause = "Caused by NewConnectionError('Failed to establish a new connection')"
            throw library("TransportError", 502, "\(pool): Max retries exceeded with url: /token (\(cause))")
        }
    }
}

/// Claude without a stream and with many or unbounded tokens is refused by the library that Argo calls it with (quirk 7).
struct StreamingRule {
    /// Above this many tokens the Anthropic library expects more than ten minutes.
    static let limit = 21_000

    static func check(_ call: Call) throws(Refusal) {
        guard call.quirks[.requiresStreamingForLongReplies], call.isClaude, !call.streams else { return }
        guard call.route == .messages || call.route == .chat else { return }
        if let limit = call.outputLimit, limit <= Self.limit { return }
        let message = "Streaming is required for operations that may take longer than 10 minutes"
        throw .gateway(500, type: call.route.isAnthropic ? "api_error" : "ValueError", message)
    }
}

/// What an embeddings call may ask for (quirk 16).
struct EmbeddingRules {
    /// Argo's bound on strings in one call.
    static let argoLimit = 16
    /// OpenAI's bound on strings in one call (https://platform.openai.com/docs/api-reference/embeddings/create).
    static let vendorLimit = 2_048

    /// The texts to embed, token arrays as their own spelling.
    ///
    /// - Parameter name: the member that holds them: `input`, or `prompt` on the legacy route.
    static func texts(_ call: Call, in name: String) throws(Refusal) -> [String] {
        guard let input = call.body[name] else { throw .invalidField([name], kind: "missing", "Field required") }
        if let text = input.string { return [text] }
        let elements = input.elements
        guard !elements.isEmpty else { throw .invalidField([name], kind: "too_short", "List should have at least 1 item") }
        let notText = Refusal.invalidField([name], kind: "string_type", "Input should be a valid string")
        let takesTokens = !call.quirks[.refusesTokenArrays]
        if elements.allSatisfy({ $0.kind == .number }) {
            guard takesTokens else { throw notText }
            return [String(decoding: input.text, as: UTF8.self)]
        }
        let limit = call.quirks[.limitsEmbeddingInputs] ? argoLimit : vendorLimit
        guard elements.count <= limit else {
            let message = "List should have at most \(limit) items after validation, not \(elements.count)"
            throw .invalidField([name], kind: "too_long", message)
        }
        let texts = elements.compactMap { element in
            element.string ?? (takesTokens && element.kind == .array ? String(decoding: element.text, as: UTF8.self) : nil)
        }
        guard texts.count == elements.count else { throw notText }
        return texts
    }
}
