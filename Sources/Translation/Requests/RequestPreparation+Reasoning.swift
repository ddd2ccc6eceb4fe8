import Models

extension RequestPreparation {
    /// The least budget that Anthropic takes (https://platform.claude.com/docs/en/build-with-claude/extended-thinking).
    private static let minimumBudget = 1_024

    /// Fits what is asked for to how the model can be asked.
    mutating func prepareReasoning(_ conversation: inout Conversation) {
        guard var reasoning = conversation.reasoning else { return }
        guard traits.reasoning != .unsupported else {
            if reasoning.mode != .disabled {
                notes.drop(reasoning.path, "the model \(traits.model) cannot be told how much to reason")
            }
            conversation.reasoning = nil
            return
        }
        if reasoning.mode == .disabled, !traits.canDisableReasoning {
            notes.change(reasoning.path, "the model always reasons; the lowest effort that it accepts is sent")
            reasoning = Reasoning(mode: .enabled, effort: .minimal, isShown: false, path: reasoning.path)
        }
        if reasoning.mode != .disabled { fit(&reasoning, conversation) }
        if target == .messages, traits.reasoning == .budget, reasoning.mode != .disabled, isInUnthoughtToolLoop(conversation) {
            notes.change(reasoning.path, "the tool calls in progress have no reasoning to send back, so the model cannot start it now")
            reasoning.mode = .disabled
        }
        conversation.reasoning = reasoning
        guard reasoning.mode != .disabled else { return }
        dropSampling(&conversation)
        freeForcedTool(&conversation)
    }

    private mutating func fit(_ reasoning: inout Reasoning, _ conversation: Conversation) {
        switch traits.reasoning {
        case .unsupported:
            break
        case .effort(let levels), .adaptive(let levels):
            if let wanted = reasoning.level {
                let taken = wanted.clamped(to: levels)
                if reasoning.effort != nil, taken != wanted {
                    notes.change(reasoning.path, "the model does not support the effort \(wanted.rawValue)")
                }
                reasoning.effort = taken
            }
            reasoning.budget = nil
        case .budget:
            guard reasoning.mode == .enabled || reasoning.level != nil || target == .messages else { break }
            let wanted = reasoning.budget ?? (reasoning.effort ?? .high).budget
            let most = conversation.sampling.maximumOutput ?? traits.maximumOutput
            if let budget = Self.budget(wanted, below: most, least: target == .messages ? Self.minimumBudget : 1) {
                if let asked = reasoning.budget, asked != budget {
                    notes.change(reasoning.path, "the budget must fit into the answer's limit")
                }
                reasoning.budget = budget
                reasoning.mode = .enabled
            } else {
                notes.change(reasoning.path, "the answer's limit leaves no room for reasoning")
                reasoning.mode = .disabled
            }
        }
    }

    /// Whether the last words are results of calls that no thought stands before.
    ///
    /// Anthropic: "when thinking is enabled, a final assistant message must start with a thinking block"
    /// (https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking#preserving-thinking-blocks).
    private func isInUnthoughtToolLoop(_ conversation: Conversation) -> Bool {
        guard let last = conversation.turns.last, !last.results.isEmpty,
            let assistant = conversation.turns.last(where: { $0.role == .assistant })
        else { return false }
        if case .reasoning? = assistant.parts.first?.kind { return false }
        return true
    }

    /// A budget that leaves a quarter of the answer's tokens for the answer itself; nil where there is no room.
    private static func budget(_ wanted: Int, below maximumOutput: Int?, least: Int) -> Int? {
        guard let maximumOutput else { return max(wanted, least) }
        guard maximumOutput > least else { return nil }
        return max(least, min(wanted, maximumOutput - maximumOutput / 4))
    }

    private mutating func dropSampling(_ conversation: inout Conversation) {
        guard !traits.takesSamplingWithReasoning else { return }
        let sampling = conversation.sampling
        drop(&conversation.sampling.temperature, .temperature, sampling, "the model accepts no temperature while it reasons")
        drop(&conversation.sampling.topP, .topP, sampling, "the model accepts no top_p while it reasons")
    }

    /// Messages refuses a forced tool beside thinking.
    private mutating func freeForcedTool(_ conversation: inout Conversation) {
        guard target == .messages, let choice = conversation.toolChoice, choice.isForced else { return }
        conversation.toolChoice?.mode = .auto
        notes.change(choice.path, "a tool cannot be forced while the model reasons")
    }
}

extension RequestPreparation {
    /// Leaves out what the target has no field for, and what the model refuses.
    mutating func prepareSampling(_ conversation: inout Conversation) {
        var sampling = conversation.sampling
        if !traits.takesTemperature { drop(&sampling.temperature, .temperature, sampling, "the model does not accept it") }
        if !traits.takesTopP { drop(&sampling.topP, .topP, sampling, "the model does not accept it") }
        if !traits.takesTemperatureWithTopP, sampling.temperature != nil {
            drop(&sampling.topP, .topP, sampling, "the model accepts it only without a temperature")
        }
        if !traits.takesTopK || target == .chat || target == .responses {
            drop(&sampling.topK, .topK, sampling, "the upstream has no such field")
        }
        if target == .messages, let temperature = sampling.temperature, temperature.value > 1 {
            sampling.temperature = JSONNumber(value: 1, spelling: Array("1".utf8))
            notes.change(sampling.path(of: .temperature), "the upstream accepts at most 1")
        }
        if target == .responses || !traits.takesStop, !sampling.stop.isEmpty {
            sampling.stop = []
            notes.drop(sampling.path(of: .stop), "the upstream does not accept stop sequences")
        }
        if target == .responses || target == .messages {
            drop(&sampling.seed, .seed, sampling, "the upstream has no such field")
            drop(&sampling.frequencyPenalty, .frequencyPenalty, sampling, "the upstream has no such field")
            drop(&sampling.presencePenalty, .presencePenalty, sampling, "the upstream has no such field")
        }
        conversation.sampling = sampling
    }

    private mutating func drop<Value>(_ value: inout Value?, _ field: Sampling.Field, _ sampling: Sampling, _ why: String) {
        guard value != nil else { return }
        value = nil
        notes.drop(sampling.path(of: field), why)
    }
}
