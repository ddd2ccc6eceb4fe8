/// How much a request asks the model to reason, and whether the reasoning is to be seen.
struct Reasoning: Equatable, Sendable {
    enum Mode: Equatable, Sendable {
        case disabled
        /// The model decides.
        case automatic
        case enabled
    }

    var mode: Mode
    var effort: ReasoningEffort?
    /// In tokens.
    var budget: Int?
    /// Whether thoughts or their summary are asked for; nil where the request does not say.
    var isShown: Bool?
    var path: JSONPath

    init(_ mode: Mode, effort: ReasoningEffort? = nil, budget: Int? = nil, isShown: Bool? = nil, path: JSONPath) {
        self.mode = mode
        self.effort = effort
        self.budget = budget
        self.isShown = isShown
        self.path = path
    }

    /// The level that is asked for, by name or by budget.
    var level: ReasoningEffort? { effort ?? budget.map(ReasoningEffort.init(budget:)) }
}
