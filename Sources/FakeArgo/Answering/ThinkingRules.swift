import LosslessJSON

/// What Anthropic's models want of `max_tokens`, `thinking` and effort (quirks 10 and 15).
struct ThinkingRules {
    /// Anthropic's least budget for thinking (https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking).
    static let leastBudget = 1_024

    static func check(_ call: Call) throws(Refusal) {
        if call.route.isAnthropic, call.quirks[.refusesEmptyThinking] { try checkBlocks(call) }
        if call.route == .messages, call.quirks[.requiresMaxTokens], call.body["max_tokens"] == nil {
            throw .anthropic("max_tokens: Field required")
        }
        guard call.isClaude else { return }
        if call.quirks[.refusesForeignThinking] { try checkForm(call) }
        if call.quirks[.checksThinkingBudget] { try checkBudget(call) }
    }

    private static func checkForm(_ call: Call) throws(Refusal) {
        let traits = call.model.traits
        let type = call.body["thinking"]?["type"]?.string
        if type == "enabled", traits.contains(.refusesEnabledThinking) {
            throw .anthropic(
                "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
                    + "\"output_config.effort\" to control thinking behavior.")
        }
        guard traits.contains(.refusesAdaptiveThinking) else { return }
        if type == "adaptive" { throw .anthropic("adaptive thinking is not supported on this model") }
        if call.body["output_config"]?["effort"] != nil { throw .anthropic("This model does not support the effort parameter.") }
    }

    private static func checkBudget(_ call: Call) throws(Refusal) {
        guard let thinking = call.body["thinking"], thinking["type"]?.string == "enabled" else { return }
        guard let budget = thinking["budget_tokens"]?.integer else {
            throw .anthropic("thinking.enabled.budget_tokens: Field required")
        }
        guard budget >= leastBudget else {
            throw .anthropic("thinking.enabled.budget_tokens: Input should be greater than or equal to \(leastBudget)")
        }
        if let limit = call.body["max_tokens"]?.integer, limit <= budget {
            throw .anthropic("`max_tokens` must be greater than `thinking.budget_tokens`.")
        }
    }

    private static func checkBlocks(_ call: Call) throws(Refusal) {
        for (index, message) in call.body.elements("messages").enumerated() {
            for (position, block) in message.elements("content").enumerated() where block["type"]?.string == "thinking" {
                let hasText = block["thinking"]?.string?.isEmpty == false
                let hasSignature = block["signature"]?.string?.isEmpty == false
                guard hasText || hasSignature else {
                    throw .anthropic("messages.\(index).content.\(position).thinking: each thinking block must contain thinking")
                }
            }
        }
    }
}

/// Which sampling parameters a model's vendor refuses (quirk 15).
struct SamplingRules {
    static func check(_ call: Call) throws(Refusal) {
        let traits = call.model.traits
        if call.quirks[.refusesSamplingOnNewModels] {
            if traits.contains(.refusesSampling) {
                for name in ["temperature", "top_p", "top_k"] where call.body[name] != nil {
                    throw .anthropic("`\(name)` is deprecated for this model.")
                }
            }
            if traits.contains(.refusesTemperature), let temperature = call.body["temperature"], temperature.number != 1 {
                let spelled = String(decoding: temperature.text.prefix(40), as: UTF8.self)
                let message =
                    "Unsupported value: 'temperature' does not support \(spelled) with this model. "
                    + "Only the default (1) value is supported."
                throw .vendor(
                    VendorError(.openai, 400, "invalid_request_error", message, parameter: "temperature", code: "unsupported_value"))
            }
        }
        if call.quirks[.refusesTemperatureWithTopP], traits.contains(.refusesTemperatureWithTopP),
            call.body["temperature"] != nil, call.body["top_p"] != nil
        {
            throw .anthropic("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
        }
    }
}

/// Argo's contract with Google does not include strict tools and structured output for Claude (quirk 11).
struct ToolRules {
    static func check(_ call: Call) throws(Refusal) {
        guard call.quirks[.refusesStrictTools], call.isClaude, hasStrictTool(call) || hasStructuredOutput(call) else { return }
        let message =
            "Organization Policy constraint `constraints/vertexai.allowedPartnerModelFeatures` violated for `projects/argo` "
            + "attempting to use a disallowed Gen AI Partner model feature structured_outputs."
        throw .vendor(VendorError(.google, 400, "FAILED_PRECONDITION", message))
    }

    private static func hasStrictTool(_ call: Call) -> Bool {
        call.body.elements("tools").contains { $0["strict"]?.isTrue == true || $0["function"]?["strict"]?.isTrue == true }
    }

    private static func hasStructuredOutput(_ call: Call) -> Bool {
        call.body["output_config"]?["format"] != nil || call.body["output_format"] != nil
            || call.body["response_format"]?["type"]?.string == "json_schema"
    }
}

/// Where Gemini behind Argo fails (quirk 14).
struct GeminiRules {
    /// Below this many tokens nothing is left for the answer once Gemini has thought.
    static let leastTokens = 16

    static func check(_ call: Call) throws(Refusal) {
        guard call.model.owner == .google else { return }
        let traits = call.model.traits
        if call.quirks[.failsOnMaxTokensForFlashLite], traits.contains(.failsOnMaxTokens), call.body["max_tokens"] != nil {
            throw .vendor(VendorError(.library, 500, "TypeError", "'NoneType' object is not iterable"))
        }
        if call.quirks[.failsOnFewTokensForFlash], traits.contains(.failsOnFewTokens), let limit = call.outputLimit, limit < leastTokens {
            throw .vendor(VendorError(.library, 500, "AttributeError", "'NoneType' object has no attribute 'parts'"))
        }
        if call.quirks[.refusesParallelCallsOnGemini] { try checkCalls(call.body.elements("messages")) }
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
