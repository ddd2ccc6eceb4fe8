import Testing
import Translation

/// One field of a request, and what becomes of it.
struct FieldCase: CustomTestStringConvertible {
    let source: Dialect
    let members: String
    let target: Dialect
    /// Values as they are spelled by their paths; an empty text where there must be none.
    let expected: [String: String]
    let notes: [String]
    let change: @Sendable (inout ModelTraits) -> Void

    init(
        _ source: Dialect, _ members: String, _ target: Dialect, _ expected: [String: String], notes: [String] = [],
        _ change: @escaping @Sendable (inout ModelTraits) -> Void = { _ in }
    ) {
        self.source = source
        self.members = members
        self.target = target
        self.expected = expected
        self.notes = notes
        self.change = change
    }

    var testDescription: String { "\(source.rawValue) → \(target.rawValue): \(members.prefix(60))" }
}
