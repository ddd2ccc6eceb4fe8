import NIOCore
import NIOHTTP1
import Translation

/// What is known of a response from its request's head to its last byte.
final class ClientResponse {
    let id: RequestID
    /// Nil when the request could not even be read.
    let head: HTTPRequestHead?
    let start: NIODeadline
    /// For the log: the model that was asked for and the one that was sent upstream.
    var requestedModel: String?
    var sentModel: String?
    var notes: [String] = []
    /// The request id that the client sees, where it is the upstream's.
    var upstreamID: String?
    private(set) var status: HTTPResponseStatus?
    private(set) var byteCount = 0
    private(set) var firstByte: NIODeadline?
    /// Whether the connection ends with this response.
    var closesConnection: Bool
    /// The body has neither length nor chunks: its end is the end of the connection.
    var isDelimitedByClose = false

    var isHeadSent: Bool { status != nil }

    init(id: RequestID, head: HTTPRequestHead?, start: NIODeadline) {
        self.id = id
        self.head = head
        self.start = start
        closesConnection = head?.isKeepAlive != true
    }

    /// How the caller understands errors.
    var dialect: Dialect {
        guard let head, let target = RequestTarget(head.uri) else { return .chat }
        return Router.dialect(ofPath: target.path, headers: head.headers)
    }

    /// A response to HEAD has the head of the answer to GET and no body (RFC 9110, section 9.3.2).
    var hasBody: Bool { head?.method != .HEAD }

    func didSend(_ status: HTTPResponseStatus, at time: NIODeadline) {
        self.status = status
        firstByte = time
    }

    func didSend(byteCount: Int) {
        self.byteCount += byteCount
    }
}
