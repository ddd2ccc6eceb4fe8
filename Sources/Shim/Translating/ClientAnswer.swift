import Translation

/// The answer that a client waits for who asked in another dialect than Argo was asked in.
struct ClientAnswer: Equatable, Sendable {
    /// What is asked for.
    enum Kind: Equatable, Sendable {
        /// What a model says, with what the request's translation remembered.
        case conversation(AnswerContext)
        /// Google's `countTokens`, or Anthropic's.
        case tokenCount
        /// Google's `embedContent`, or `batchEmbedContents`.
        case embeddings(isBatch: Bool)
    }

    /// The client's dialect.
    let dialect: Dialect
    let kind: Kind
    /// Whether a stream is told as one JSON list that grows (Google's API without `alt=sse`), and not as events.
    var isJSONList = false
    /// Whether an answer of Chat Completions is told as one of Completions.
    var isCompletion = false
    /// Letters and digits that no other answer has.
    var seed = ""
    /// When the request was made, in seconds since 1970.
    var time = 0
}
