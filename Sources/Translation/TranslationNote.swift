/// What a translation could not carry over, or had to change: for the response's header and the log.
package struct TranslationNote: Hashable, Sendable, CustomStringConvertible {
    /// What became of it.
    package enum What: String, Sendable {
        case dropped
        case changed
    }

    /// Where it stands in the request's body, or its name in the answer.
    package let field: String
    /// What became of it.
    package let what: What
    /// The reason, in a few words for a person.
    package let why: String

    /// - Parameters:
    ///   - field: where it stands, or its name.
    ///   - what: what became of it.
    ///   - why: the reason, in a few words.
    package init(field: String, what: What, why: String) {
        self.field = field
        self.what = what
        self.why = why
    }

    /// All of it in one line.
    package var description: String { "\(field) \(what.rawValue): \(why)" }
}
