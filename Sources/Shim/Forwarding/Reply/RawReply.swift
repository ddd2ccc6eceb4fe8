import NIOCore
import NIOHTTP1

/// A reply whose bytes are passed on as they come, because nothing in them is ours to judge.
struct RawReply {
    init(_ context: ReplyContext, _ head: HTTPResponseHead, _ output: inout ReplyOutput) {
        output.head(head.status, context.headers(from: head.headers), length: head.contentLength)
    }

    func receive(_ bytes: ByteBuffer, _ output: inout ReplyOutput) { output.body(bytes) }

    func receiveEnd(_ output: inout ReplyOutput) { output.end() }

    func receiveBreak(_ output: inout ReplyOutput) { output.cut() }

    func giveUp(_ output: inout ReplyOutput) {
        output.cut()
        output.abandonUpstream()
    }
}
