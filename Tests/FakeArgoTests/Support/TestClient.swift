import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A real HTTP client on one connection, which shows every part of a response as it comes.
final class TestClient {
    enum Event: Sendable {
        case head(Int, [(name: String, value: String)])
        case body([UInt8])
        case end
        case failed(any Error)
        case closed
    }

    let channel: any Channel
    private let events: AsyncStream<Event>

    private init(_ channel: any Channel, _ events: AsyncStream<Event>) {
        self.channel = channel
        self.events = events
    }

    /// Connects; with TLS under the name of Argo.
    static func connect(
        to port: Int, tls: TLSConfiguration? = nil, host: String = "apps.inside.anl.gov"
    ) async throws -> TestClient {
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(try NIOSSLClientHandler(context: context, serverHostname: host)) }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(Collector(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        return TestClient(channel, stream)
    }

    /// Connects, does something, and closes in every case.
    @discardableResult
    static func with<Result>(
        port: Int, tls: TLSConfiguration? = nil, _ body: (TestClient) async throws -> Result
    ) async throws -> Result {
        let client = try await connect(to: port, tls: tls)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    func close() async {
        // It may be closed already, which is just as well.
        try? await channel.close()
    }

    /// The next thing that happens on the connection; nil behind its end.
    func next() async -> Event? {
        // One iterator after the other takes from the same stream; `next(isolation:)` would need macOS 15.
        for await event in events { return event }
        return nil
    }

    /// Sends the head of a request, and no body.
    func sendHead(_ method: String, _ target: String, _ headers: [(String, String)] = []) async throws {
        let head = HTTPRequestHead(version: .http1_1, method: .init(rawValue: method), uri: target, headers: .init(headers))
        try await channel.writeAndFlush(HTTPClientRequestPart.head(head))
    }

    func sendBody(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: bytes))))
    }

    func sendEnd() async throws {
        try await channel.writeAndFlush(HTTPClientRequestPart.end(nil))
    }

    /// Sends a whole request with `host` and `content-length`.
    func send(_ method: String, _ target: String, _ headers: [(String, String)] = [], _ body: String = "") async throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        begin(method, target, headers, body, promise: promise)
        try await promise.futureResult.get()
    }

    /// As `send`, without waiting until the kernel has the bytes.
    ///
    /// All of it goes in one flush: a server that cuts the connection at the first byte must not fail what is written behind it.
    func begin(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], _ body: String = "", promise: EventLoopPromise<Void>?
    ) {
        let framing = body.isEmpty ? [] : [("content-length", String(body.utf8.count))]
        let fields = HTTPHeaders([("host", "apps.inside.anl.gov")] + framing + headers)
        let head = HTTPRequestHead(version: .http1_1, method: .init(rawValue: method), uri: target, headers: fields)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if !body.isEmpty { channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: body))), promise: nil) }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: promise)
    }

    /// Reads one response to its end, or to the end of the connection.
    func response() async -> TestResponse {
        var response = TestResponse()
        while let event = await next() {
            switch event {
            case .head(let status, let headers):
                response.status = status
                response.headers = headers
            case .body(let bytes): response.pieces.append(bytes)
            case .end:
                response.isComplete = true
                return response
            case .failed(let error): response.error = error
            case .closed: return response
            }
        }
        return response
    }

    /// Sends a request and reads its response.
    func exchange(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], _ body: String = ""
    ) async throws -> TestResponse {
        try await send(method, target, headers, body)
        return await response()
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = HTTPClientResponsePart

        private let events: AsyncStream<Event>.Continuation

        init(_ events: AsyncStream<Event>.Continuation) {
            self.events = events
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): events.yield(.head(Int(head.status.code), head.headers.map { ($0.name, $0.value) }))
            case .body(let bytes): events.yield(.body(Array(bytes.readableBytesView)))
            case .end: events.yield(.end)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            events.yield(.failed(error))
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) {
            events.yield(.closed)
            events.finish()
        }
    }
}

/// Sends bytes as they are and reads until the server closes.
func rawExchange(_ text: String, port: Int) async throws -> String {
    let loop = MultiThreadedEventLoopGroup.singleton.any()
    let received = loop.makePromise(of: String.self)
    let channel = try await ClientBootstrap(group: loop)
        .channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(ByteCollector(received)) }
        }
        .connect(host: "127.0.0.1", port: port)
        .get()
    try await channel.writeAndFlush(ByteBuffer(string: text))
    return try await received.futureResult.get()
}

private final class ByteCollector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var bytes = ByteBuffer()
    private let received: EventLoopPromise<String>

    init(_ received: EventLoopPromise<String>) {
        self.received = received
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var piece = unwrapInboundIn(data)
        bytes.writeBuffer(&piece)
    }

    func channelInactive(context: ChannelHandlerContext) {
        received.succeed(String(buffer: bytes))
    }
}

/// What a test expected on a connection and did not see.
struct Missing: Error {
    let what: String

    init(_ what: String) {
        self.what = what
    }
}

extension TLSConfiguration {
    /// Trusts these certificates in PEM and verifies fully.
    static func trusting(_ pems: String...) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try pems.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) })
        return configuration
    }
}
