/// Why the events of a stream do not make one answer.
struct JoinFault: Error, Equatable {
    /// What is wrong, a whole sentence for the person behind the client.
    let sentence: String

    init(_ sentence: String) {
        self.sentence = sentence
    }
}
