import NIOCore
import NIOHTTP1

/// Who receives the reply on an upstream connection. All calls come on the event loop.
protocol UpstreamConsumer: AnyObject {
    /// Whether more of the reply can be taken now; asked before each read, so that an unwritable client stops the upstream.
    var canTakeMore: Bool { get }

    func upstreamDidReceive(head: HTTPResponseHead)
    func upstreamDidReceive(body: ByteBuffer)
    /// The reply is complete. The connection no longer belongs to the consumer.
    func upstreamDidEnd()
    /// What has been read so far has been handed over: the moment to flush.
    func upstreamDidPause()
    /// The connection broke. It no longer belongs to the consumer.
    func upstreamDidFail(_ failure: UpstreamFailure)
}
