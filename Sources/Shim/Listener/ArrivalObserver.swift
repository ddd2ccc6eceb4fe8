import NIOCore

/// Sits in front of the HTTP decoder and tells that bytes have arrived: the decoder speaks up only when a head is whole, and a client that
/// sends half of one must not hold the connection.
final class ArrivalObserver: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let client: ClientHandler

    init(client: ClientHandler) {
        self.client = client
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        client.bytesDidArrive()
        context.fireChannelRead(data)
    }
}
