import LosslessJSON
import Models
import Translation

/// One quirk fix at work on one request.
struct QuirkApplication {
    /// More texts than OpenAI takes in one call (https://platform.openai.com/docs/api-reference/embeddings/create) are not cut.
    static let maximumTexts = 2_048
    private static let nullSearch = ByteSearch("null")
    private static let strictSearch = ByteSearch("\"strict\"")

    let endpoint: APIEndpoint
    let model: ResolvedModel
    var draft: RequestDraft
    var reasoning: ReasoningRequest
    /// For each batch the edits that leave only its part of the input; empty when the request is sent once.
    var cuts: [[TextEdit]] = []
    /// What the client is told where the request cannot be served at all.
    var refusal: ErrorResponse?

    /// Hands the draft over, uncopied.
    consuming func finish() -> RequestDraft { draft }

    /// Refuses a request that asks the server to hold the conversation, or to go on from one that it holds.
    mutating func refuseThread() {
        if draft.asks(for: .thread) { refusal = .unsupportedThread }
    }

    // MARK: Contents

    /// Takes out thinking blocks with neither text nor signature.
    mutating func dropEmptyThinkingBlocks() {
        guard let messages = draft.node(.messages) else { return }
        draft.nestedEdits += EmptyThinkingBlocks(document: draft.document).removals(from: messages)
    }

    /// Turns call, call, result, result into call, result, call, result.
    mutating func unwindParallelToolCalls() {
        guard let messages = draft.node(.messages) else { return }
        let unwinding = ParallelToolCalls(document: draft.document).unwinding(of: messages)
        draft.nestedEdits += unwinding.edits
        draft.moves += unwinding.moves
        if unwinding.hasUnmatchedTurn { draft.note("messages: tool calls and their results do not match one to one") }
    }

    /// Makes `"content": null` an empty string, as many clients send it beside tool calls.
    mutating func fillNullContents() {
        guard let messages = draft.node(.messages) else { return }
        let document = draft.document
        for message in Self.nullSearch.elements(of: messages, in: document) {
            for member in document.members(of: message) where member.value.kind == .null && document.has(name: "content", member) {
                draft.nestedEdits.append(TextEdit(member.value.range, Array("\"\"".utf8)))
            }
        }
    }

    /// Takes `strict` off the tools; properties of that name inside of a schema are not touched.
    mutating func dropStrictTools() {
        guard let tools = draft.node(.tools) else { return }
        let document = draft.document
        let removals = Self.strictSearch.elements(of: tools, in: document).flatMap { tool in
            guard let marked = endpoint.dialect == .chat ? document.value("function", of: tool) : tool else { return [TextEdit]() }
            var object = ObjectEdit(marked, in: document)
            object.remove("strict")
            return object.textEdits
        }
        guard !removals.isEmpty else { return }
        draft.nestedEdits += removals
        draft.note("tools: strict dropped, Argo does not accept it for \(model.label)")
    }

    /// Sends a list of texts in several requests of at most so many; one with anything else in it is left as it is.
    mutating func batchInput(size: Int) {
        guard let input = draft.node(.input), input.kind == .array else { return }
        let document = draft.document
        let first = document.bytes[input.range].dropFirst().first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard first == UInt8(ascii: "\"") else { return }
        let texts = document.elements(of: input)
        guard texts.count > size, texts.count <= Self.maximumTexts, texts.allSatisfy({ $0.kind == .string }) else { return }
        cuts = stride(from: 0, to: texts.count, by: size).map { start in
            let end = min(start + size, texts.count)
            let before = TextEdit(texts[0].range.lowerBound..<texts[start].range.lowerBound, [])
            let after = TextEdit(texts[end - 1].range.upperBound..<texts[texts.count - 1].range.upperBound, [])
            return [before, after].filter { !$0.range.isEmpty }
        }
    }

    // MARK: Numbers

    mutating func raise(_ fields: [RequestField], to minimum: Int) {
        for field in fields {
            guard let value = draft.integer(field), value < minimum else { continue }
            draft.set(field, to: .integer(minimum))
            draft.note("\(field.rawValue) raised to \(minimum) for \(model.label)")
        }
    }

    // MARK: Sampling

    /// Drops fields, except where they hold what the model does anyway.
    mutating func drop(_ fields: [SamplingField]) {
        for sampling in fields {
            if let accepted = sampling.accepted, draft.number(sampling.field) == accepted { continue }
            drop(sampling.field, because: "\(model.label) does not accept it")
        }
    }

    /// Drops one field where another asks for something.
    mutating func drop(_ field: RequestField, beside other: RequestField) {
        if draft.asks(for: other) { drop(field, because: "it comes with \(other.rawValue)") }
    }

    /// Drops sampling that does not go together with thinking.
    mutating func dropSamplingBesideThinking() {
        guard reasoning.thinking.isOn else { return }
        if draft.number(.temperature) != 1 { drop(.temperature, because: "thinking does not allow it") }
        // https://platform.claude.com/docs/en/build-with-claude/extended-thinking: top_p may be between 0.95 and 1.
        if !(0.95...1).contains(draft.number(.topP) ?? 1) { drop(.topP, because: "thinking does not allow it") }
        drop(.topK, because: "thinking does not allow it")
    }

    private mutating func drop(_ field: RequestField, because reason: String) {
        // Who sends null asks for nothing and misses nothing, but a model may refuse the mere name.
        let isMissed = draft.asks(for: field)
        guard draft.remove(field), isMissed else { return }
        draft.note("\(field.rawValue) dropped: \(reason)")
    }
}

extension QuirkApplication {
    /// Turns `disabled` thinking into the least that the model takes.
    mutating func replaceDisabledThinking(by thinking: ReasoningRequest.Thinking) {
        guard reasoning.thinking == .disabled else { return }
        reasoning.thinking = thinking
        draft.note("thinking cannot be disabled for \(model.label)")
    }

    /// `adaptive` becomes a budget by the effort that was asked for; without one `high`, which is the API's default.
    mutating func giveThinkingBudget() {
        guard reasoning.thinking == .adaptive else { return }
        let effort = reasoning.effort.flatMap(ReasoningEffort.init(inMessages:)) ?? .high
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
        if reasoning.effort == nil, let budget { reasoning.effort = ReasoningEffort.inMessages(budget: budget).rawValue }
        draft.note("thinking: the budget became adaptive thinking for \(model.label)")
    }

    /// Keeps the thinking budget below `max_tokens`.
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
        guard let effort = reasoning.effort, let levels = model.identity.flatMap(ModelProfile.init(of:))?.efforts else { return }
        guard !levels.isEmpty else {
            reasoning.effort = nil
            draft.note("output_config.effort dropped: \(model.label) does not accept it")
            return
        }
        guard let asked = ReasoningEffort(inMessages: effort), !levels.contains(asked), let lowered = levels.filter({ $0 < asked }).max()
        else { return }
        reasoning.effort = lowered.rawValue
        draft.note("output_config.effort lowered to \(lowered.rawValue) for \(model.label)")
    }
}
