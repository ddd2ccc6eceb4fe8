/// Claude without a stream and with many or unbounded tokens is refused by the library that Argo calls it with (quirk 7).
struct StreamingRule {
    /// Above this many tokens the Anthropic library expects more than ten minutes.
    static let limit = 21_000

    static func check(_ call: Call) throws(Refusal) {
        guard call.quirks.requiresStreamingForLongReplies, call.isClaude, !call.streams else { return }
        guard call.route == .messages || call.route == .chat else { return }
        if let limit = call.outputLimit, limit <= Self.limit { return }
        let message = "Streaming is required for operations that may take longer than 10 minutes"
        throw .gateway(500, type: call.route.isAnthropic ? "api_error" : "ValueError", message)
    }
}
