/// What one look at this machine came to.
struct Finding: Sendable {
    enum State: String, Sendable {
        case good, warning, failure
        /// Not looked at, and the summary says why.
        case skipped
    }

    /// A short name that stays from version to version, such as `token`.
    let check: String
    let state: State
    /// What was found, to what, in one sentence.
    let summary: String
    /// What to type or to do, in order.
    var remedies: [String] = []
    /// Mends it without taking anything from the user; nil where only a person should.
    var repair: (@Sendable () throws -> Void)?

    static func good(_ check: String, _ summary: String) -> Finding {
        Finding(check: check, state: .good, summary: summary)
    }

    static func warning(_ check: String, _ summary: String, _ remedies: String...) -> Finding {
        Finding(check: check, state: .warning, summary: summary, remedies: remedies)
    }

    static func failure(_ check: String, _ summary: String, _ remedies: String...) -> Finding {
        Finding(check: check, state: .failure, summary: summary, remedies: remedies)
    }

    static func skipped(_ check: String, _ summary: String, _ remedies: String...) -> Finding {
        Finding(check: check, state: .skipped, summary: summary, remedies: remedies)
    }
}
