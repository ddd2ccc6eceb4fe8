import LosslessJSON
import Models

/// How much a Messages request asks the model to think: `thinking` and `output_config.effort`, which depend on each other.
struct ReasoningRequest: Equatable {
    enum Thinking: Equatable {
        case absent
        case adaptive
        /// With a budget in tokens; nil where it is missing or not an integer.
        case enabled(budget: Int?)
        case disabled
        /// Only short notes between tool calls: the lowest setting of Claude Sonnet 5.5.
        case betweenTools
        /// Of a form that is not known.
        case other

        /// Whether the model thinks before it answers.
        var isOn: Bool {
            switch self {
            case .adaptive, .enabled: true
            case .absent, .disabled, .betweenTools, .other: false
            }
        }
    }

    /// The least budget that is taken (https://platform.claude.com/docs/en/build-with-claude/extended-thinking).
    static let minimumBudget = 1_024

    var thinking: Thinking
    /// As the client spells it; nil when there is none.
    var effort: String?

    init(_ draft: RequestDraft) {
        let document = draft.document
        effort = draft.node(.outputConfig).flatMap { document.value("effort", of: $0) }.flatMap(document.string)
        guard let node = draft.node(.thinking), node.kind != .null else {
            thinking = .absent
            return
        }
        switch document.value("type", of: node).flatMap(document.string) {
        case "adaptive": thinking = .adaptive
        case "enabled": thinking = .enabled(budget: document.value("budget_tokens", of: node).flatMap(document.integer))
        case "disabled": thinking = .disabled
        case "between_tools": thinking = .betweenTools
        default: thinking = .other
        }
    }

    /// A budget that leaves a quarter of the answer's tokens for the answer itself.
    ///
    /// - Returns: nil when `maxTokens` has no room for thinking.
    static func budget(_ wanted: Int, below maxTokens: Int?) -> Int? {
        guard let maxTokens else { return max(wanted, minimumBudget) }
        guard maxTokens > minimumBudget else { return nil }
        return max(minimumBudget, min(wanted, maxTokens - maxTokens / 4))
    }

    // MARK: Writing

    /// Puts the difference to `original` into a draft.
    func write(to draft: inout RequestDraft, insteadOf original: ReasoningRequest) {
        if thinking != original.thinking { writeThinking(to: &draft) }
        if effort != original.effort { writeEffort(to: &draft) }
    }

    private func writeThinking(to draft: inout RequestDraft) {
        guard let node = draft.node(.thinking) else { return }
        var object = ObjectEdit(node, in: draft.document)
        switch thinking {
        case .absent:
            draft.remove(.thinking)
        case .disabled:
            draft.set(.thinking, to: ["type": "disabled"])
        case .betweenTools:
            draft.set(.thinking, to: ["type": "between_tools"])
        case .adaptive:
            object.set("type", to: Array("\"adaptive\"".utf8))
            object.remove("budget_tokens")
            draft.nestedEdits += object.textEdits
        case .enabled(let budget):
            object.set("type", to: Array("\"enabled\"".utf8))
            if let budget { object.set("budget_tokens", to: Array(String(budget).utf8)) }
            draft.nestedEdits += object.textEdits
        case .other:
            break
        }
    }

    private func writeEffort(to draft: inout RequestDraft) {
        guard let node = draft.node(.outputConfig), node.kind == .object else {
            guard let effort, draft.node(.outputConfig).map({ $0.kind == .null }) ?? true else { return }
            draft.set(.outputConfig, to: ["effort": .string(effort)])
            return
        }
        var object = ObjectEdit(node, in: draft.document)
        if let effort {
            object.set("effort", to: JSONValue.string(effort).serialized)
        } else {
            let document = draft.document
            guard document.members(of: node).contains(where: { !document.has(name: "effort", $0) }) else {
                draft.remove(.outputConfig)
                return
            }
            object.remove("effort")
        }
        draft.nestedEdits += object.textEdits
    }
}

extension ReasoningEffort {
    /// A level as Anthropic's `output_config.effort` spells it, which has no `minimal`.
    init?(inMessages word: String) {
        self.init(rawValue: word)
        if self == .minimal { return nil }
    }

    /// The level of `output_config.effort` that comes nearest to a thinking budget in tokens.
    static func inMessages(budget: Int) -> ReasoningEffort {
        Swift.max(.low, ReasoningEffort(budget: budget))
    }
}
