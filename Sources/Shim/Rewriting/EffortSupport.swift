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
