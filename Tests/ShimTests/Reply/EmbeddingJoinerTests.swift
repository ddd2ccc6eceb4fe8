import NIOCore
import NIOHTTP1
import Testing

@testable import Shim

@Suite struct EmbeddingJoinerTests {
    private struct Batch {
        var status = 200
        var body: String
        var isBroken = false
    }

    /// Plays the batches one after the other, as a handler would.
    private func join(_ batches: [Batch], limit: Int = 1 << 20) -> (head: ReplyHead?, text: String, endings: Int, actionsBeforeLast: Int) {
        let context = ReplyTranscript.context(.embeddings) { $0.limits.documentBytes = limit }
        var joiner = EmbeddingJoiner(context, batchCount: batches.count)
        var actions: [ReplyAction] = []
        var actionsBeforeLast = 0
        for batch in batches where !joiner.isFinished {
            actionsBeforeLast = actions.count
            let now = NIODeadline.uptimeNanoseconds(0)
            var machine = ReplyMachine(context, now: now)
            let status = HTTPResponseStatus(statusCode: batch.status)
            let head = HTTPResponseHead(version: .http1_1, status: status, headers: ["content-type": "application/json"])
            actions += joiner.receive(machine.receiveHead(head, now: now))
            actions += joiner.receive(machine.receiveBody(ByteBuffer(string: batch.body), now: now))
            actions += joiner.receive(batch.isBroken ? machine.receiveBreak(.closed, now: now) : machine.receiveEnd(now: now))
        }
        var result: (head: ReplyHead?, text: String, endings: Int, actionsBeforeLast: Int) = (nil, "", 0, actionsBeforeLast)
        for action in actions {
            switch action {
            case .head(let head): result.head = head
            case .body(let buffer): result.text += String(buffer: buffer)
            case .end, .cut: result.endings += 1
            case .abandonUpstream: break
            }
        }
        return result
    }

    @Test func `batches become one list with running indices and summed figures`() {
        let result = join([
            Batch(
                body:
                    #"{"object":"list", "data":[{"object":"embedding","index":0,"embedding":[0.10,-1e-5]},{"index":1,"embedding":"AAA="}],"#
                    + #""model":"v3small","usage":{"prompt_tokens":2,"total_tokens":3}}"#
            ),
            Batch(
                body:
                    #"{"data":[{"embedding":[2],"index": 0}, {"embedding":[3]}],"usage":{"prompt_tokens":10,"total_tokens":20,"x":1},"more":1}"#
            ),
            Batch(body: #"{"data":[{"index":1,"embedding":[5]},{"index":0,"embedding":[4]}],"usage":{"prompt_tokens":null}}"#),
        ])
        let expected =
            #"{"object":"list", "data":[{"object":"embedding","index":0,"embedding":[0.10,-1e-5]},{"index":1,"embedding":"AAA="},"#
            + #"{"embedding":[2],"index": 2},{"index":3,"embedding":[3]},{"index":5,"embedding":[5]},{"index":4,"embedding":[4]}],"#
            + #""model":"v3small","usage":{"prompt_tokens":12,"total_tokens":23}}"#
        #expect(result.text == expected)
        #expect(
            result.head?.status == .ok && result.head?.length == expected.utf8.count && result.endings == 1 && result.actionsBeforeLast == 0
        )
    }

    @Test func `one batch passes as it is`() {
        let body = #"{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":1,"total_tokens":1}}"#
        #expect(join([Batch(body: body)]).text == body)
    }

    @Test func `an error in any batch is the reply`() {
        let good = Batch(body: #"{"data":[{"index":0}]}"#)
        let error = #"{"error":{"message":"slow","type":"rate_limit_error"}}"#
        for batches in [
            [Batch(status: 429, body: error), good], [good, Batch(status: 429, body: error)], [good, Batch(body: error), good],
        ] {
            let result = join(batches)
            #expect(result.head?.status == .tooManyRequests && result.text == error && result.endings == 1)
        }
        let broken = join([good, Batch(body: "{", isBroken: true)])
        #expect(broken.head?.status == .badGateway && broken.endings == 1)
    }

    @Test(arguments: ["", "{}", #"{"data":{}}"#, "[]", #"{"data":"#])
    func `an answer without a list is a 502`(_ body: String) {
        let result = join([Batch(body: body), Batch(body: #"{"data":[]}"#)])
        #expect(result.head?.status == .badGateway && result.endings == 1)
    }

    @Test func `sums and sizes are bounded`() {
        let huge = Batch(body: #"{"data":[],"usage":{"total_tokens":9223372036854775807}}"#)
        #expect(join([huge, huge]).text.contains(#""total_tokens":9223372036854775807"#))
        let long = Batch(body: #"{"data":[{"embedding":"\#(String(repeating: "A", count: 300))"}]}"#)
        let result = join([long, long, long], limit: 700)
        #expect(result.head?.status == .badGateway && result.endings == 1)
    }
}
