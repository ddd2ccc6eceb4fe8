/// Names that were to be switched off but are no quirk fix.
package struct UnknownQuirkFix: Error, Equatable, Sendable {
    /// What was asked for, in alphabetical order.
    package let names: [String]
    /// What there is, in the order of `QuirkFix.all`.
    package let known: [String]
}
