/// `finishReason` (https://ai.google.dev/api/generate-content#FinishReason).
extension Finish {
    /// - Throws: the fault where the reason is one.
    init(google reason: String, message: String?) throws(AnswerFault) {
        switch reason {
        case "STOP", "FINISH_REASON_UNSPECIFIED": self = .stop
        case "MAX_TOKENS": self = .length
        case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION", "MODEL_ARMOR":
            self = .filtered
        default:
            throw AnswerFault(.upstream, message ?? "The model ended its answer with \(reason.prefix(60)).", status: 502, code: reason)
        }
    }

    var googleReason: String {
        switch self {
        case .stop, .stopSequence, .toolCalls, .paused: "STOP"
        case .length: "MAX_TOKENS"
        case .filtered: "SAFETY"
        }
    }
}
