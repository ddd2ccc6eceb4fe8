import NIOCore
import NIOHTTP1
import Translation

/// A request that has been admitted and routed, with as much of its body as has come.
struct PendingRequest {
    let id: RequestID
    let head: HTTPRequestHead
    let route: Route
    private(set) var body: [UInt8] = []
    /// The earlier answer that it goes on from, whose conversation is in the body now.
    private(set) var previousResponseID: String?
    /// How much of the body has come, in bytes.
    private(set) var byteCount = 0

    init(id: RequestID, head: HTTPRequestHead, route: Route) {
        self.id = id
        self.head = head
        self.route = route
        // The length was checked against the limit and the client has the token, so that reserving it can not be used against us.
        if isForwarded, let length = head.headers.first(name: "content-length").flatMap({ Int($0) }) { body.reserveCapacity(length) }
    }

    /// What the shim answers itself has no use for a body, and some of it needs no token.
    private var isForwarded: Bool {
        switch route {
        case .forward, .forwardResponseItem, .google: true
        case .local, .probe: false
        }
    }

    /// Goes on from an earlier answer, or from items of some.
    ///
    /// - Parameters:
    ///   - previousID: the answer's; nil where there are items alone.
    ///   - whole: the body with the conversation up to here, in the place of the one that has come.
    mutating func `continue`(_ previousID: String?, with whole: [UInt8]) {
        previousResponseID = previousID
        body = whole
    }

    mutating func append(_ bytes: ByteBuffer) {
        byteCount += bytes.readableBytes
        if isForwarded { body.append(contentsOf: bytes.readableBytesView) }
    }
}

/// Names one request in the log and, where the upstream gives no id of its own, towards the client.
struct RequestID: Equatable, Sendable, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - prefix: the server's own, of `prefix(seed:)`.
    ///   - number: of the request in this run, from 1.
    init(prefix: String, number: Int) {
        description = prefix + String(number)
    }

    /// What all ids of one run begin with.
    ///
    /// - Parameter seed: drawn once when the server starts, so that two runs do not share ids.
    static func prefix(seed: UInt32) -> String {
        "shim_\(String(seed, radix: 36))_"
    }
}

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
