/// How an upstream failed in the middle of an exchange.
enum UpstreamBreak: Equatable, Sendable {
    /// It closed its connection before the response was complete.
    case closed
    /// The connection was reset, or reading from it failed.
    case reset
    /// It did not answer within a limit that the connection handler keeps.
    case timedOut
    /// What it sent is not HTTP.
    case malformed

    /// The status for a client to which nothing has been sent yet.
    var status: Int { self == .timedOut ? 504 : 502 }

    /// What happened, as the end of a sentence that begins with "the connection to Argo".
    var description: String {
        switch self {
        case .closed: "was closed before the answer was complete"
        case .reset: "was reset before the answer was complete"
        case .timedOut: "gave no answer in time"
        case .malformed: "carried something that is not HTTP"
        }
    }
}
