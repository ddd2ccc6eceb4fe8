import Testing
import Translation

/// One answer as each upstream tells it, streamed and whole, and what every client has to be told.
struct Scenario: CustomTestStringConvertible {
    let name: String
    let streams: [Dialect: [String]]
    let bodies: [Dialect: String]
    let expected: AnswerSummary

    var testDescription: String { name }
}
