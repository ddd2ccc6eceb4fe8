import Translation

/// The answer that a client waits for who asked in another dialect than Argo was asked in.
struct ClientAnswer: Equatable, Sendable {
    /// The client's dialect.
    let dialect: Dialect
    /// What the request's translation remembered.
    let context: AnswerContext
    /// Whether a stream is told as one JSON list that grows (Google's API without `alt=sse`), and not as events.
    var isJSONList = false
    /// Letters and digits that no other answer has.
    var seed = ""
    /// When the request was made, in seconds since 1970.
    var time = 0
}
