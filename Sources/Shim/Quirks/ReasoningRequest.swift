import LosslessJSON

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

/// A level of Anthropic's `output_config.effort`, from the least to the most.
enum EffortLevel: String, CaseIterable, Comparable, Sendable {
    case low, medium, high, xhigh, max

    static func < (left: EffortLevel, right: EffortLevel) -> Bool {
        left.budget < right.budget
    }

    /// The thinking budget in tokens that comes nearest to a level.
    ///
    /// The ends are what Claude Code asks for: 31,999 is the budget that it sends to models with budgets, and 4,096 was that of its
    /// lightest setting. The rest lies between them; the vendor documents no such table.
    var budget: Int {
        switch self {
        case .low: 4_096
        case .medium: 10_240
        case .high: 24_576
        case .xhigh: 28_672
        case .max: 31_999
        }
    }

    /// The level that comes nearest to a budget: the least whose budget covers it, but never above `high`.
    ///
    /// `high` is what the API does when nothing is asked; 31,999 is what Claude Code sends for every ordinary request, so that it must
    /// not become `max`.
    ///
    /// - Parameter budget: tokens for thinking.
    init(budget: Int) {
        self = [.low, .medium].first { budget <= $0.budget } ?? .high
    }
}

/// Which levels of effort a Claude model takes.
///
/// Source: https://platform.claude.com/docs/en/build-with-claude/effort (Opus 4.5 without `max`; `max` from 4.6, `xhigh` from 4.7 on).
struct EffortSupport: Sendable {
    let models: ModelRange
    let levels: [EffortLevel]

    static let all: [EffortSupport] = [
        .init(models: .init(.opus, below: .init(4, 5)), levels: []),
        .init(models: .init(.opus, from: .init(4, 5), below: .init(4, 6)), levels: [.low, .medium, .high]),
        .init(models: .init(.opus, from: .init(4, 6), below: .init(4, 7)), levels: [.low, .medium, .high, .max]),
        .init(models: .init(.opus, from: .init(4, 7)), levels: EffortLevel.allCases),
        .init(models: .init(.sonnet, below: .init(4, 6)), levels: []),
        .init(models: .init(.sonnet, from: .init(4, 6), below: .init(5)), levels: [.low, .medium, .high, .max]),
        .init(models: .init(.sonnet, from: .init(5)), levels: EffortLevel.allCases),
        .init(models: .init(.haiku, below: .init(4, 6)), levels: []),
        .init(models: .init(.haiku, from: .init(5)), levels: EffortLevel.allCases),
    ]

    /// - Returns: nil for a model that nothing is known about.
    static func levels(of identity: ModelIdentity) -> [EffortLevel]? {
        all.first { $0.models.contains(identity) }?.levels
    }
}
