/// Writes the stream of one dialect: steps of an answer that `SerialAnswer` has put in order in, events out.
protocol StreamEncoder: Sendable {
    mutating func encode(_ event: AnswerEvent, into output: inout [StreamEvent])

    /// What the dialect could not tell, so that the stream has ended with an error instead.
    var fault: AnswerFault? { get }
}

extension StreamEncoder {
    var fault: AnswerFault? { nil }
}
