/// What an answer says of itself in the client's dialect.
struct AnswerIdentity: Sendable {
    let context: AnswerContext
    /// Where the answer comes from.
    let upstream: Dialect
    let seed: String
    /// In seconds since 1970.
    let time: Int

    func id(_ prefix: String) -> String { prefix + seed }
}
