/// `finish_reason` (https://platform.openai.com/docs/api-reference/chat/object).
extension Finish {
    init(chat reason: String) {
        switch reason {
        case "length": self = .length
        case "tool_calls", "function_call": self = .toolCalls
        case "content_filter": self = .filtered
        default: self = .stop
        }
    }

    var chatReason: String {
        switch self {
        case .stop, .stopSequence, .paused: "stop"
        case .length: "length"
        case .toolCalls: "tool_calls"
        case .filtered: "content_filter"
        }
    }
}
