import NIOCore
import Shim

/// Tells a stream that never came about from one that broke: `ssh -W` says nothing of its success.
final class OpenSSHStreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let host: String
    private let errors: OpenSSHErrors
    private var hasRead = false

    init(host: String, errors: OpenSSHErrors) {
        self.host = host
        self.errors = errors
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasRead = true
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !hasRead { context.fireErrorCaught(absence) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(hasRead ? error : absence)
    }

    private var absence: UpstreamUnavailable { UpstreamUnavailable(.noStream(host: host, complaint: errors.complaint)) }
}
