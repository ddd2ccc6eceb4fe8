import LosslessJSON

/// What Anthropic's models want of `max_tokens`, `thinking` and effort (quirks 10 and 15).
struct ThinkingRules {
    /// Anthropic's least budget for thinking (https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking).
    static let leastBudget = 1_024

    static func check(_ call: Call) throws(Refusal) {
        if call.route.isAnthropic, call.quirks.refusesEmptyThinking { try checkBlocks(call) }
        if call.route == .messages, call.quirks.requiresMaxTokens, call.body["max_tokens"] == nil {
            throw .vendor(.anthropic("max_tokens: Field required"))
        }
        guard call.isClaude else { return }
        if call.quirks.refusesForeignThinking { try checkForm(call) }
        if call.quirks.checksThinkingBudget { try checkBudget(call) }
    }

    private static func checkForm(_ call: Call) throws(Refusal) {
        let traits = call.model.traits
        let type = call.body["thinking"]?["type"]?.string
        if type == "enabled", traits.contains(.refusesEnabledThinking) {
            throw .vendor(
                .anthropic(
                    "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and "
                        + "\"output_config.effort\" to control thinking behavior."
                )
            )
        }
        guard traits.contains(.refusesAdaptiveThinking) else { return }
        if type == "adaptive" {
            throw .vendor(.anthropic("adaptive thinking is not supported on this model"))
        }
        if call.body["output_config"]?["effort"] != nil {
            throw .vendor(.anthropic("This model does not support the effort parameter."))
        }
    }

    private static func checkBudget(_ call: Call) throws(Refusal) {
        guard let thinking = call.body["thinking"], thinking["type"]?.string == "enabled" else { return }
        guard let budget = thinking["budget_tokens"]?.integer else {
            throw .vendor(.anthropic("thinking.enabled.budget_tokens: Field required"))
        }
        guard budget >= leastBudget else {
            throw .vendor(.anthropic("thinking.enabled.budget_tokens: Input should be greater than or equal to \(leastBudget)"))
        }
        if let limit = call.body["max_tokens"]?.integer, limit <= budget {
            throw .vendor(.anthropic("`max_tokens` must be greater than `thinking.budget_tokens`."))
        }
    }

    private static func checkBlocks(_ call: Call) throws(Refusal) {
        for (index, message) in (call.body["messages"]?.elements ?? []).enumerated() {
            for (position, block) in (message["content"]?.elements ?? []).enumerated() where block["type"]?.string == "thinking" {
                let hasText = block["thinking"]?.string?.isEmpty == false
                let hasSignature = block["signature"]?.string?.isEmpty == false
                guard hasText || hasSignature else {
                    throw .vendor(.anthropic("messages.\(index).content.\(position).thinking: each thinking block must contain thinking"))
                }
            }
        }
    }
}
