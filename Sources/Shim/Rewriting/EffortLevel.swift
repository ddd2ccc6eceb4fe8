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
