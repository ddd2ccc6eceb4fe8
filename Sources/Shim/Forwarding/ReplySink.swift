import NIOCore

/// The client's side of an exchange. All calls come on the event loop.
protocol ReplySink: AnyObject {
    /// Whether the client's connection takes more without queueing.
    var canTakeMore: Bool { get }

    func send(_ head: ReplyHead)
    func send(_ body: ByteBuffer)
    func flush()
    /// The response is complete.
    func end(_ exchange: Exchange)
    /// The upstream failed before it sent anything: answer with this error.
    func fail(_ error: ErrorResponse)
    /// Close the connection so that the client sees that the response is not complete.
    func cut(_ exchange: Exchange)
}
