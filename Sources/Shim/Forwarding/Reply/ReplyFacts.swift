/// What a reply was, for the log and for those who act on it.
struct ReplyFacts: Equatable, Sendable {
    /// The upstream's own status; nil when it gave none.
    var upstreamStatus: Int?
    /// The status that the client was sent; nil before its head.
    var status: Int?
    /// Body bytes that the client was sent.
    var byteCount = 0
    /// Whether Argo said that the model does not exist, so that the model list may be out of date.
    var saysInvalidModel = false
    /// Whether Argo's answer was its access notice.
    var isAccessDenied = false
    /// Input tokens as the upstream counted them, where the reply was looked at; without cached ones in the Messages dialect.
    var inputTokens: Int?
    /// Output tokens as the upstream counted them, where the reply was looked at.
    var outputTokens: Int?
    /// What the client's dialect could not be told of the answer.
    var notes: [String] = []
}
