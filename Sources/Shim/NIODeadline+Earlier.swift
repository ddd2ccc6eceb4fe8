import NIOCore

extension NIODeadline {
    /// The earlier of two moments, either of which may never come.
    static func earlier(_ one: NIODeadline?, _ other: NIODeadline?) -> NIODeadline? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}
