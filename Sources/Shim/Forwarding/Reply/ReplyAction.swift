import NIOCore

/// What the reply machine asks the connection handler to do next, in order.
enum ReplyAction: Equatable {
    /// Send the response head. It is asked for exactly once in a reply, before any body.
    case head(ReplyHead)
    /// Send these bytes of the body.
    case body(ByteBuffer)
    /// The response is complete.
    case end
    /// Close the client's connection without completing the response: what the upstream sent is broken, and must look broken.
    case cut
    /// Nothing more is wanted from the upstream: close its connection instead of reading on.
    case abandonUpstream
}
