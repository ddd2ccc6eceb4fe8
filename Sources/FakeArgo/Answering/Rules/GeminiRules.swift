import LosslessJSON

/// Where Gemini behind Argo fails (quirk 14).
struct GeminiRules {
    /// Below this many tokens nothing is left for the answer once Gemini has thought.
    static let leastTokens = 16

    static func check(_ call: Call) throws(Refusal) {
        guard call.model.owner == .google else { return }
        let traits = call.model.traits
        if call.quirks.failsOnMaxTokensForFlashLite, traits.contains(.failsOnMaxTokens), call.body["max_tokens"] != nil {
            throw .vendor(VendorError(.library, 500, "TypeError", "'NoneType' object is not iterable"))
        }
        if call.quirks.failsOnFewTokensForFlash, traits.contains(.failsOnFewTokens), let limit = call.outputLimit, limit < leastTokens {
            throw .vendor(VendorError(.library, 500, "AttributeError", "'NoneType' object has no attribute 'parts'"))
        }
        if call.quirks.refusesParallelCallsOnGemini { try checkCalls(call.body["messages"]?.elements ?? []) }
    }

    /// Each result becomes a turn of its own, and Gemini wants as many results in a turn as there were calls in the turn before.
    private static func checkCalls(_ messages: [BodyNode]) throws(Refusal) {
        var pending = 0
        for message in messages {
            if message["role"]?.string == "tool" {
                guard pending == 1 else { throw .vendor(mismatch) }
                pending = 0
            } else {
                guard pending == 0 else { throw .vendor(mismatch) }
                pending = message["tool_calls"]?.elements.count ?? 0
            }
        }
    }

    private static let mismatch = VendorError(
        .google,
        400,
        "INVALID_ARGUMENT",
        "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."
    )
}
