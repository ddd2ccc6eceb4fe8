import LosslessJSON

/// One quirk fix at work on one request.
struct QuirkApplication {
    let endpoint: Endpoint
    let model: ResolvedModel
    var draft: RequestDraft
    var reasoning: ReasoningRequest
    /// For each batch the edits that leave only its part of the input; empty when the request is sent once.
    var cuts: [[TextEdit]] = []
    /// Whether it needs a server that holds conversations.
    var isRefusedThread = false

    /// Hands the draft over, uncopied.
    consuming func finish() -> RequestDraft { draft }

    mutating func apply(_ change: QuirkChange) {
        switch change {
        case .refuseThread: isRefusedThread = draft.asks(for: .thread)
        case .dropEmptyThinkingBlocks: dropEmptyThinkingBlocks()
        case .rename(let field, let other): draft.rename(field, to: other)
        case .raise(let fields, let minimum): raise(fields, to: minimum)
        case .unwindParallelToolCalls: unwindParallelToolCalls()
        case .fillNullContents: fillNullContents()
        case .dropStrictTools: dropStrictTools()
        case .replaceDisabledThinking(let thinking): replaceDisabledThinking(by: thinking)
        case .giveThinkingBudget: giveThinkingBudget()
        case .makeThinkingAdaptive: makeThinkingAdaptive()
        case .limitThinkingBudget: limitThinkingBudget()
        case .limitEffort: limitEffort()
        case .drop(let fields): drop(fields)
        case .dropBeside(let field, let other): if draft.asks(for: other) { drop(field, because: "it comes with \(other.rawValue)") }
        case .dropSamplingBesideThinking: dropSamplingBesideThinking()
        case .batchInput(let size): batchInput(size: size)
        }
    }

    // MARK: Contents

    private mutating func dropEmptyThinkingBlocks() {
        guard let messages = draft.node(.messages) else { return }
        draft.nestedEdits += EmptyThinkingBlocks(in: draft.document).removals(from: messages)
    }

    private mutating func unwindParallelToolCalls() {
        guard let messages = draft.node(.messages) else { return }
        let unwinding = ParallelToolCalls(in: draft.document).unwinding(of: messages)
        draft.nestedEdits += unwinding.edits
        draft.moves += unwinding.moves
        if unwinding.hasUnmatchedTurn { draft.note("messages: tool calls and their results do not match one to one") }
    }

    private mutating func fillNullContents() {
        guard let messages = draft.node(.messages) else { return }
        draft.nestedEdits += NullContents(in: draft.document).fillings(in: messages)
    }

    private mutating func dropStrictTools() {
        guard let tools = draft.node(.tools) else { return }
        let removals = StrictTools(in: draft.document, dialect: endpoint.dialect).removals(from: tools)
        guard !removals.isEmpty else { return }
        draft.nestedEdits += removals
        draft.note("tools: strict dropped, Argo does not take it for \(model.label)")
    }

    private mutating func batchInput(size: Int) {
        guard let input = draft.node(.input) else { return }
        cuts = EmbeddingBatches(in: draft.document).cuts(of: input, size: size)
    }

    // MARK: Numbers

    private mutating func raise(_ fields: [RequestField], to minimum: Int) {
        for field in fields {
            guard let value = draft.integer(field), value < minimum else { continue }
            draft.set(field, to: .integer(minimum))
            draft.note("\(field.rawValue) raised to \(minimum) for \(model.label)")
        }
    }

    // MARK: Sampling

    private mutating func drop(_ fields: [SamplingField]) {
        for sampling in fields {
            if let accepted = sampling.accepted, draft.number(sampling.field) == accepted { continue }
            drop(sampling.field, because: "\(model.label) does not take it")
        }
    }

    private mutating func dropSamplingBesideThinking() {
        guard reasoning.thinking.isOn else { return }
        if draft.number(.temperature) != 1 { drop(.temperature, because: "thinking does not go with it") }
        // https://platform.claude.com/docs/en/build-with-claude/extended-thinking: top_p may be between 0.95 and 1.
        if !(0.95...1).contains(draft.number(.topP) ?? 1) { drop(.topP, because: "thinking does not go with it") }
        drop(.topK, because: "thinking does not go with it")
    }

    private mutating func drop(_ field: RequestField, because reason: String) {
        // Who sends null asks for nothing and misses nothing, but a model may refuse the mere name.
        let isMissed = draft.asks(for: field)
        guard draft.remove(field), isMissed else { return }
        draft.note("\(field.rawValue) dropped: \(reason)")
    }
}
