/// The keeping of one answer, from its request to its end.
struct ResponseRecording {
    private let store: ResponseStore
    private let request: [UInt8]
    private var recorder: ResponseRecorder

    /// - Parameters:
    ///   - request: the body that was asked, with the whole conversation.
    ///   - previousID: of the answer that it goes on from.
    ///   - sizeLimit: of the answer, in bytes.
    init(_ store: ResponseStore, request: [UInt8], previousID: String?, sizeLimit: Int) {
        self.store = store
        self.request = request
        recorder = ResponseRecorder(previousID: previousID, sizeLimit: sizeLimit)
    }

    /// Takes what the reply's machine wants done, and gives what to do. The answer is found before the client has seen its end.
    mutating func receive(_ actions: [ReplyAction]) -> [ReplyAction] {
        let had = recorder.answer != nil
        let passed = recorder.receive(actions)
        if !had, let answer = recorder.answer { store.keep(answer, to: request) }
        return passed
    }
}
