extension QuirkApplication {
    mutating func replaceDisabledThinking(by thinking: ReasoningRequest.Thinking) {
        guard reasoning.thinking == .disabled else { return }
        reasoning.thinking = thinking
        draft.note("thinking cannot be disabled for \(model.label)")
    }

    /// `adaptive` becomes a budget by the effort that was asked for; without one `high`, which is the API's default.
    mutating func giveThinkingBudget() {
        guard reasoning.thinking == .adaptive else { return }
        let effort = reasoning.effort.flatMap { EffortLevel(rawValue: $0) } ?? .high
        guard let budget = ReasoningRequest.budget(effort.budget, below: draft.integer(.maxTokens)) else {
            reasoning.thinking = .disabled
            draft.note("thinking disabled: max_tokens leaves no room for it, and \(model.label) has no adaptive thinking")
            return
        }
        reasoning.thinking = .enabled(budget: budget)
        draft.note("thinking: adaptive became a budget of \(budget) tokens for \(model.label)")
    }

    /// A budget becomes `adaptive`, and an effort unless the client asks for one itself.
    mutating func makeThinkingAdaptive() {
        guard case .enabled(let budget) = reasoning.thinking else { return }
        reasoning.thinking = .adaptive
        if reasoning.effort == nil, let budget { reasoning.effort = EffortLevel(budget: budget).rawValue }
        draft.note("thinking: the budget became adaptive thinking for \(model.label)")
    }

    mutating func limitThinkingBudget() {
        guard case .enabled(let budget?) = reasoning.thinking, let maxTokens = draft.integer(.maxTokens), budget >= maxTokens else {
            return
        }
        guard let lowered = ReasoningRequest.budget(budget, below: maxTokens) else {
            reasoning.thinking = .disabled
            draft.note("thinking disabled: max_tokens leaves no room for it")
            return
        }
        reasoning.thinking = .enabled(budget: lowered)
        draft.note("thinking: budget_tokens lowered to \(lowered), below max_tokens")
    }

    /// An effort goes down to the highest level that the model takes, or goes where it takes none.
    mutating func limitEffort() {
        guard let effort = reasoning.effort, let identity = model.identity, let levels = EffortSupport.levels(of: identity) else { return }
        guard !levels.isEmpty else {
            reasoning.effort = nil
            draft.note("output_config.effort dropped: \(model.label) does not take it")
            return
        }
        guard let asked = EffortLevel(rawValue: effort), !levels.contains(asked), let lowered = levels.filter({ $0 < asked }).max() else {
            return
        }
        reasoning.effort = lowered.rawValue
        draft.note("output_config.effort lowered to \(lowered.rawValue) for \(model.label)")
    }
}
