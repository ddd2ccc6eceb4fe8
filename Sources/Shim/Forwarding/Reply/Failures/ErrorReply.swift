import NIOCore
import NIOHTTP1

/// An error response of the upstream: it is held until it is whole and then told in the caller's dialect.
struct ErrorReply {
    private let context: ReplyContext
    private let upstreamHead: HTTPResponseHead
    private var body = ByteBuffer()

    init(_ context: ReplyContext, _ head: HTTPResponseHead) {
        self.context = context
        upstreamHead = head
    }

    mutating func receive(_ bytes: ByteBuffer, _ output: inout ReplyOutput) {
        guard !output.isFinished else { return }
        let room = context.limits.errorBytes - body.readableBytes
        if bytes.readableBytes <= room {
            body.writeImmutableBuffer(bytes)
            return
        }
        body.writeBytes(bytes.readableBytesView.prefix(room))
        finish(&output)
        output.abandonUpstream()
    }

    /// Sends what is there. A status alone says enough to be sent on when the upstream broke off behind it.
    func finish(_ output: inout ReplyOutput) {
        let failure = FailureReply(context: context, upstreamHeaders: upstreamHead.headers)
        failure.send(Array(body.readableBytesView), upstream: Int(upstreamHead.status.code), to: &output)
    }

    func giveUp(_ output: inout ReplyOutput) {
        finish(&output)
        output.abandonUpstream()
    }
}
