/// Writes the stream of one dialect: steps of an answer that `SerialAnswer` has put in order in, events out.
protocol StreamEncoder: Sendable {
    mutating func encode(_ event: AnswerEvent, into output: inout [StreamEvent])
}
