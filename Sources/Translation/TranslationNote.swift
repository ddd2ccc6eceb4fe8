/// What a translation could not carry over, or had to change: for the response's header and the log.
public struct TranslationNote: Hashable, Sendable, CustomStringConvertible {
    public enum What: String, Sendable {
        case dropped
        case changed
    }

    /// Where it stands in the request's body, or its name in the answer.
    public let field: String
    public let what: What
    public let why: String

    public init(field: String, what: What, why: String) {
        self.field = field
        self.what = what
        self.why = why
    }

    public var description: String { "\(field) \(what.rawValue): \(why)" }
}
