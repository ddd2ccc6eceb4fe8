/// How much a model is to reason before it answers: one ladder for all vendors.
package enum ReasoningEffort: String, CaseIterable, Comparable, Sendable {
    case minimal, low, medium, high, xhigh, max

    /// In the order of the ladder.
    package static func < (left: Self, right: Self) -> Bool { left.budget < right.budget }

    /// The budget in tokens that comes nearest to a level.
    ///
    /// 1,024 is the least that Anthropic takes; 4,096 was Claude Code's lightest setting and 31,999 is what it sends for ordinary
    /// requests. The rest lies between them: no vendor documents such a table.
    package var budget: Int {
        switch self {
        case .minimal: 1_024
        case .low: 4_096
        case .medium: 10_240
        case .high: 24_576
        case .xhigh: 28_672
        case .max: 31_999
        }
    }

    /// The level that comes nearest to a budget: the least whose budget covers it, but never above `high`.
    ///
    /// `high` is what vendors do when nothing is asked; 31,999 is what Claude Code sends for every ordinary request, so that it must
    /// not become `max`.
    ///
    /// - Parameter budget: tokens for reasoning.
    package init(budget: Int) {
        self = [.minimal, .low, .medium].first { budget <= $0.budget } ?? .high
    }

    /// The nearest level among those that a model takes: this one, else the next lower one, else the lowest.
    func clamped(to levels: [ReasoningEffort]) -> ReasoningEffort? {
        levels.filter { $0 <= self }.max() ?? levels.min()
    }
}
