extension Finish {
    /// - Parameter response: the object `response`, which has `status` and `incomplete_details`.
    init(response: JSONReader) {
        guard response.string("status") == "incomplete" else {
            self = .stop
            return
        }
        self = response.value("incomplete_details")?.string("reason") == "content_filter" ? .filtered : .length
    }

    /// Nil for an answer that is complete.
    var incompleteReason: String? {
        switch self {
        case .length: "max_output_tokens"
        case .filtered: "content_filter"
        case .stop, .stopSequence, .toolCalls, .paused: nil
        }
    }
}
