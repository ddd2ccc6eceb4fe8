/// A program that a test needs ended otherwise than it had to.
struct UnexpectedEnd: Error, CustomStringConvertible {
    let finished: FinishedProgram

    init(_ finished: FinishedProgram) {
        self.finished = finished
    }

    var description: String { finished.description }
}
