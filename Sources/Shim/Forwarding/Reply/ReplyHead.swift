import NIOHTTP1

/// The head of a response to a client.
struct ReplyHead: Equatable {
    var status: HTTPResponseStatus
    /// End-to-end headers, without framing.
    var headers: HTTPHeaders
    /// The body's length in bytes; nil when it is streamed and not known.
    var length: Int?
}
