/// Why an answer ended.
enum Finish: Equatable, Sendable {
    case stop
    /// At one of the request's stop sequences.
    case stopSequence(String?)
    case length
    case toolCalls
    case filtered
    /// The vendor wants the client to ask again, so that the answer goes on.
    case paused
}
