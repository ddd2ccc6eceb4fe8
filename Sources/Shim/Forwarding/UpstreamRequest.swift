import LosslessJSON
import NIOCore
import NIOHTTP1
import Translation

/// One request as it goes upstream.
struct UpstreamRequest {
    private(set) var head: HTTPRequestHead
    private(set) var body: EditedText

    /// - Parameter headers: without the framing, which is added here.
    init(_ method: HTTPMethod, _ path: String, headers: HTTPHeaders, body: EditedText) {
        var headers = headers
        if Self.hasLength(method, body) { headers.add(name: "content-length", value: String(body.count)) }
        head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
        self.body = body
    }

    /// Makes it the request for the next one of several bodies.
    mutating func replaceBody(by next: EditedText) {
        body = next
        if Self.hasLength(head.method, body) { head.headers.replaceOrAdd(name: "content-length", value: String(body.count)) }
    }

    /// Lets go of the bytes, once they will not be sent again.
    mutating func forgetBody() {
        body = EditedText([])
    }

    private static func hasLength(_ method: HTTPMethod, _ body: EditedText) -> Bool {
        body.count > 0 || method == .POST
    }
}

/// Hands out a body in pieces that fit a socket's buffer, so that a large one is never held twice.
struct BodyPieces {
    /// NIO's default high-water mark of a channel's outbound buffer.
    static let pieceSize = 64 * 1024

    private let body: EditedText
    private var pieceIndex = 0
    private var offset = 0

    init(_ body: EditedText) {
        self.body = body
    }

    var isAtEnd: Bool { pieceIndex == body.pieces.count }

    /// The next piece of at most `pieceSize` bytes; nil at the end.
    mutating func next(_ allocator: ByteBufferAllocator) -> ByteBuffer? {
        var buffer: ByteBuffer?
        while pieceIndex < body.pieces.count {
            let room = Self.pieceSize - (buffer?.readableBytes ?? 0)
            if room == 0 { return buffer }
            let slice: ArraySlice<UInt8>
            switch body.pieces[pieceIndex] {
            case .original(let range): slice = body.original[(range.lowerBound + offset)..<range.upperBound]
            case .inserted(let bytes): slice = bytes[offset...]
            }
            let taken = slice.prefix(room)
            if buffer == nil { buffer = allocator.buffer(capacity: min(Self.pieceSize, body.count)) }
            buffer?.writeBytes(taken)
            offset += taken.count
            if taken.count == slice.count {
                pieceIndex += 1
                offset = 0
            }
        }
        return buffer
    }
}

/// The headers that a request carries upstream: the client's own end-to-end ones, and Argo's idea of a credential.
enum UpstreamHeaders {
    /// Besides the hop-by-hop ones: what belongs to the local hop, and the client's credentials, because a client's own key beside the user
    /// name makes Argo refuse the user. `accept-encoding` goes because replies are looked into.
    private static let dropped = CaseInsensitiveNameSet(
        HopByHopHeaders.names + [
            "host", "expect", "x-api-key", "authorization", "x-goog-api-key", "cookie", "accept-encoding", "x-argo-shim-timeout",
        ])

    /// What a request keeps whose body has been translated: every vendor has headers that another one does not know.
    private static let neutral = CaseInsensitiveNameSet(["user-agent", "x-request-id", "x-client-request-id", "traceparent", "tracestate"])

    /// The headers of a request that has been translated.
    ///
    /// - Parameters: as of `make`; `dialect` is the one that the body is in now.
    static func makeTranslated(from headers: HTTPHeaders, to dialect: Dialect, host: String, user: String) -> HTTPHeaders {
        make(from: translated(headers, to: dialect), host: host, user: user)
    }

    /// The client's headers that still make sense beside a body in another dialect, and those that this dialect wants.
    static func translated(_ headers: HTTPHeaders, to dialect: Dialect) -> HTTPHeaders {
        var kept: HTTPHeaders = ["content-type": "application/json"]
        // The only version there is (https://docs.anthropic.com/en/api/versioning).
        if dialect == .messages { kept.add(name: "anthropic-version", value: "2023-06-01") }
        for (name, value) in headers where neutral.contains(name) { kept.add(name: name, value: value) }
        return kept
    }

    /// - Parameters:
    ///   - headers: the client's headers, in their order and as often as they came.
    ///   - host: the upstream's own name.
    ///   - user: the user name that Argo takes for a credential.
    static func make(from headers: HTTPHeaders, host: String, user: String) -> HTTPHeaders {
        var result = keptPairs(headers, host: host)
        result.append(("x-api-key", user))
        result.append(("authorization", "Bearer \(user)"))
        return HTTPHeaders(result)
    }

    /// Those of a client's headers that an upstream gets, without any credential.
    static func kept(_ headers: HTTPHeaders, host: String) -> HTTPHeaders {
        HTTPHeaders(keptPairs(headers, host: host))
    }

    private static func keptPairs(_ headers: HTTPHeaders, host: String) -> [(String, String)] {
        let hopByHop = HopByHopHeaders(in: headers, always: dropped)
        var result: [(String, String)] = []
        // Room for the content length, which comes later.
        result.reserveCapacity(headers.count + 4)
        result.append(("host", host))
        for (name, value) in headers where !hopByHop.contains(name) { result.append((name, value)) }
        return result
    }
}

extension UpstreamHeaders {
    /// The headers of a request to a provider.
    ///
    /// - Parameters:
    ///   - headers: the client's headers, in their order and as often as they came.
    ///   - key: nil where it wants none.
    ///   - dialect: the one that the body has been translated to; nil where it is the client's own.
    static func make(
        from headers: HTTPHeaders, for provider: Provider, key: ProviderKey?, translatedTo dialect: Dialect?
    ) -> HTTPHeaders {
        var result = kept(dialect.map { translated(headers, to: $0) } ?? headers, host: provider.address.authority)
        if let key {
            switch provider.dialect {
            case .chat, .responses: result.add(name: "authorization", value: "Bearer \(key.secret)")
            case .messages: result.add(name: "x-api-key", value: key.secret)
            case .google: result.add(name: "x-goog-api-key", value: key.secret)
            }
        }
        for (name, value) in provider.headers { result.replaceOrAdd(name: name, value: value) }
        return result
    }
}
