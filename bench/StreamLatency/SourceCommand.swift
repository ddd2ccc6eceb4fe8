import ArgumentParser
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

struct SourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "source", abstract: "Serve streams on 127.0.0.1, over TLS and plainly.")

    @OptionGroup var shape: StreamShape
    @Option var port: Int
    @Option(help: "The port without TLS, for runs without a proxy.") var plainPort: Int
    @Option var certificate: String
    @Option var key: String

    func run() async throws {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        let context = try NIOSSLContext(configuration: configuration)
        let interval = TimeAmount.nanoseconds(1_000_000_000 / Int64(shape.rate))
        let events = shape.events
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        func listen(port: Int, tls: NIOSSLContext?) async throws -> any Channel {
            try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let operations = channel.pipeline.syncOperations
                        if let tls { try operations.addHandler(NIOSSLServerHandler(context: tls)) }
                        try operations.configureHTTPServerPipeline()
                        try operations.addHandler(SourceHandler(interval: interval, eventCount: events))
                    }
                }
                .bind(host: "127.0.0.1", port: port).get()
        }
        _ = try await listen(port: plainPort, tls: nil)
        try await listen(port: port, tls: context).closeFuture.get()
    }
}

/// Answers every POST with a stream of events, and every GET with a list of one model.
final class SourceHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let models = #"{"object":"list","data":[{"id":"GPT-4o","internal_id":"gpt4o","owned_by":"openai"}]}"#
    private static let end =
        #"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"
    private let interval: TimeAmount
    private let eventCount: Int
    private var isStream = false

    init(interval: TimeAmount, eventCount: Int) {
        self.interval = interval
        self.eventCount = eventCount
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): isStream = head.method == .POST
        case .body: break
        case .end:
            let type = isStream ? "text/event-stream" : "application/json"
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-type": type])
            context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
            isStream ? send(1, context) : finish(context, Self.models)
        }
    }

    private func send(_ number: Int, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        let time = NIODeadline.now().uptimeNanoseconds
        let event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(time)\"}}]}\n\n"
        context.writeAndFlush(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: event)))), promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: interval) {
            number < self.eventCount ? self.send(number + 1, context) : self.finish(context, Self.end)
        }
    }

    private func finish(_ context: ChannelHandlerContext, _ text: String) {
        context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }
}
