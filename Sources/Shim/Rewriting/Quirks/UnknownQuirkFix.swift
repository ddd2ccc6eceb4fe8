/// Names that were to be switched off but are no quirk fix.
public struct UnknownQuirkFix: Error, Equatable, Sendable {
    /// What was asked for, in alphabetical order.
    public let names: [String]
    /// What there is, in the order of `QuirkFix.all`.
    public let known: [String]
}
