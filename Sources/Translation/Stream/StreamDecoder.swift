/// Reads the stream of one dialect: events in, steps of the answer out.
protocol StreamDecoder: Sendable {
    /// What an event says. The last step of a whole answer is `finished`; of a failed one, `failed`.
    mutating func decode(_ event: StreamEvent) -> [AnswerEvent]

    /// What is still to be said when the stream has ended: `finished` where only the end was awaited, nothing where it broke off.
    mutating func end() -> [AnswerEvent]
}

extension StreamDecoder {
    /// The data as JSON; nil for what is none.
    static func reader(_ event: StreamEvent) -> JSONReader? {
        // What is no JSON becomes a fault of the upstream's, whichever byte is wrong.
        try? JSONReader(event.data)
    }

    static var unreadable: AnswerEvent { .failed(AnswerFault(.upstream, "The upstream sent an event that is not JSON.", status: 502)) }
    static var tooManyCalls: AnswerEvent { .failed(AnswerFault(.upstream, "The answer holds too many tool calls at once.", status: 502)) }
}
