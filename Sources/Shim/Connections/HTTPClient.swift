import LosslessJSON
package import NIOCore
package import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks a service that is dialled for one request and left after it. Requests on pooled connections are `UpstreamFetch`'s.
package struct HTTPClient: Sendable {
    private let connector: DirectConnector
    /// Nil speaks plain HTTP.
    var tls: UpstreamTLS?
    /// The one that is made of `tls`; nil makes it for each request.
    var tlsContext: NIOSSLContext?
    var handshakeTime = TimeAmount.seconds(10)
    var eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()

    /// Speaks plain HTTP.
    package init(_ connector: DirectConnector) {
        self.connector = connector
    }

    /// Sends a request. The connection is closed when `use` returns, also where it has not read all of the reply.
    ///
    /// - Parameters:
    ///   - headers: all but the framing.
    ///   - timeLimit: for everything, from the dial to the reply's last byte; nil for as long as it takes.
    ///   - sizeLimit: the longest body that is taken, in bytes.
    ///   - use: called when the head of the reply is there.
    /// - Throws: `HTTPClientError`, and what `use` throws.
    package func withReply<Value>(
        to method: HTTPMethod, _ path: String, headers: HTTPHeaders, body: [UInt8] = [], timeLimit: TimeAmount?, sizeLimit: Int,
        _ use: (HTTPReply) async throws -> Value
    ) async throws -> Value {
        let fetch = try await eventLoop.submit { [self] in
            let pool = ConnectionPool(
                on: eventLoop, connector: connector, tls: tls, tlsContext: tlsContext, handshakeTime: handshakeTime,
                flushes: FlushQueue(on: eventLoop))
            let request = UpstreamRequest(method, path, headers: headers, body: EditedText(body))
            return NIOLoopBound(UpstreamFetch(request, on: pool, timeLimit: timeLimit, sizeLimit: sizeLimit), eventLoop: eventLoop)
        }.get()
        defer { eventLoop.execute { fetch.value.close() } }
        return try await withTaskCancellationHandler {
            let head = try await eventLoop.flatSubmit { fetch.value.head }.get()
            return try await use(HTTPReply(status: Int(head.status.code), headers: head.headers, fetch: fetch))
        } onCancel: {
            eventLoop.execute { fetch.value.close() }
        }
    }
}

/// A reply whose body is still coming.
package struct HTTPReply: Sendable {
    /// The status code.
    package let status: Int
    /// Its header fields.
    package let headers: HTTPHeaders
    let fetch: NIOLoopBound<UpstreamFetch>

    /// The next piece of the body; nil at its end.
    ///
    /// - Throws: `HTTPClientError`.
    package func next() async throws -> ByteBuffer? {
        try await fetch.eventLoop.flatSubmit { fetch.value.next() }.get()
    }

    /// All of the body that has not been taken.
    ///
    /// - Throws: `HTTPClientError`.
    package func bytes() async throws -> [UInt8] {
        try await fetch.eventLoop.flatSubmit { fetch.value.whole() }.get().body
    }
}

/// Why there is no whole reply.
package struct HTTPClientError: Error, Equatable {
    /// What a caller may have to tell apart.
    package enum Kind: Sendable {
        /// It did not come within the limit.
        case tooSlow
        /// Its body is longer than the limit.
        case tooLarge
        /// The connection ended first.
        case closed
        /// There was no connection, or what came is no HTTP.
        case other
    }

    /// What a caller may have to tell apart.
    package let kind: Kind
    let failure: UpstreamFailure

    init(_ failure: UpstreamFailure) {
        self.failure = failure
        kind =
            switch failure {
            case .timedOut: .tooSlow
            case .closed: .closed
            case .unavailable, .untrusted, .misnamed, .handshake, .invalidReply: .other
            }
    }

    init(moreThan bytes: Int) {
        failure = .invalidReply("more than \(bytes) bytes")
        kind = .tooLarge
    }
}

extension HTTPClientError: CustomStringConvertible {
    /// A whole sentence.
    package var description: String { failure.response(from: .argo, host: "the server").message }
}
