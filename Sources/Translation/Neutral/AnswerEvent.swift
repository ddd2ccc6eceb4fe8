/// One step of an answer in no dialect. Whole answers and streams are both made of these.
enum AnswerEvent: Equatable, Sendable {
    case started(id: String?, model: String?)
    case text(String)
    case citation(Citation)
    case refusal(String)
    case reasoning(String)
    /// The thought that has been told is over; what comes next is another one.
    case reasoningEnded(Signature?)
    /// A thought that cannot be read, as a whole.
    case hiddenReasoning(Signature)
    /// A part that no other dialect has in an answer, by its name. It is noted, and goes no further.
    case leftOut(String)
    /// - Parameter key: tells the answer's calls apart.
    case callStarted(key: Int, CallStart)
    case callArguments(key: Int, String)
    case callEnded(key: Int)
    /// All figures so far: later ones replace earlier ones.
    case usage(Usage)
    case finished(Finish)
    case failed(AnswerFault)

    struct CallStart: Equatable, Sendable {
        /// Empty where the upstream gave none.
        var id: String
        var name: String
        var isFreeform = false
        var signature: Signature?
    }
}
