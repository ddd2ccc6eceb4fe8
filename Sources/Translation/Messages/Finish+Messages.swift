/// `stop_reason` (https://docs.anthropic.com/en/api/handling-stop-reasons).
extension Finish {
    init(messages reason: String?, sequence: String?) {
        switch reason {
        case "stop_sequence": self = .stopSequence(sequence)
        case "max_tokens", "model_context_window_exceeded": self = .length
        case "tool_use": self = .toolCalls
        case "refusal": self = .filtered
        case "pause_turn": self = .paused
        default: self = .stop
        }
    }

    var messagesReason: String {
        switch self {
        case .stop: "end_turn"
        case .stopSequence: "stop_sequence"
        case .length: "max_tokens"
        case .toolCalls: "tool_use"
        case .filtered: "refusal"
        case .paused: "pause_turn"
        }
    }

    var stopSequence: String? {
        if case .stopSequence(let sequence) = self { sequence } else { nil }
    }
}
