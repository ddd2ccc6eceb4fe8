import NIOCore
import NIOPosix

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
