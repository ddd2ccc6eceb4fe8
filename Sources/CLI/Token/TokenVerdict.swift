import TokenSync

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a text is to a shim: the token that is good now, the one before it, or none.
enum TokenVerdict: Equatable {
    case current
    /// It was replaced and is good for so many seconds more.
    case previous(secondsLeft: Int)
    /// It was replaced, and its grace period is over.
    case expired
    case wrong

    /// - Parameters:
    ///   - candidate: the text without white space around it.
    ///   - tokens: what the token file holds.
    ///   - now: the moment to judge by.
    init(on candidate: String, tokens: AcceptedTokens, at now: Date) {
        if tokens.current.matches(candidate) {
            self = .current
        } else if let previous = tokens.previous, previous.token.matches(candidate) {
            let secondsLeft = previous.expiry.timeIntervalSince(now)
            self = previous.isGood(at: now) ? .previous(secondsLeft: Int(exactly: secondsLeft.rounded(.up)) ?? .max) : .expired
        } else {
            self = .wrong
        }
    }

    /// One line that begins with the verdict's name, for people and for scripts.
    var words: String {
        switch self {
        case .current: "current"
        case .previous(let secondsLeft): "previous: replaced, and good for \(secondsLeft) s more"
        case .expired: "wrong: replaced, and its grace period is over"
        case .wrong: "wrong"
        }
    }

    var exitCode: ProgramExit {
        switch self {
        case .current: .success
        case .previous: .degraded
        case .expired, .wrong: .failure
        }
    }
}
