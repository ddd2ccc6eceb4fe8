import Testing

@testable import Shim

@Suite struct UsageBackfillTests {
    static func start(_ usage: String) -> String {
        StreamSamples.event("message_start", #"{"type":"message_start","message":{"id":"m", "content":[]\#(usage)}}"#)
    }
    static func delta(_ usage: String) -> String {
        StreamSamples.event("message_delta", #"{"type":"message_delta","delta":{"stop_reason":"end_turn"}\#(usage)}"#)
    }
    static func chunk(_ usage: String) -> String { StreamSamples.chunk("{}", finish: "null", more: #","usage":\#(usage)"#) }
    static func completed(_ usage: String) -> String {
        StreamSamples.event("response.completed", #"{"type":"response.completed","response":{"id":"r","usage":\#(usage)}}"#)
    }

    /// Event, and the event that the client gets; the rest of the stream is put around it.
    static let messages: [(String, String)] = [
        (start(#","usage":{"output_tokens":1}"#), start(#","usage":{"input_tokens":0,"output_tokens":1}"#)),
        (start(#","usage": { "input_tokens" : null, "output_tokens":1}"#), start(#","usage": { "input_tokens" : 0, "output_tokens":1}"#)),
        (
            start(#","usage":{"input_tokens":5,"output_tokens":1,"cache_read_input_tokens":null}"#),
            start(#","usage":{"input_tokens":5,"output_tokens":1,"cache_read_input_tokens":null}"#)
        ),
    ]

    @Test(arguments: messages)
    func `holes in a message's first figures become 0`(_ sample: (String, String)) {
        let rest = StreamSamples.textStart + StreamSamples.textDelta("x") + StreamSamples.messageDelta + StreamSamples.messageStop
        for pieces in ReplyTranscript.cuts(of: sample.0 + rest) {
            #expect(ReplyTranscript.stream(.messages, pieces).text == sample.1 + rest)
        }
    }

    @Test func `a message without figures gets them`() {
        let rest = StreamSamples.textStart + StreamSamples.textDelta("x")
        var expected =
            #"event: message_start"# + "\n" + #"data: {"type":"message_start","message":{"usage":{"input_tokens":0,"output_tokens":0},"#
        expected += #""id":"m", "content":[]}}"# + "\n\n"
        let text = Self.start("") + rest + StreamSamples.messageStop
        #expect(ReplyTranscript.stream(.messages, text).text == expected + rest + StreamSamples.messageStop)
    }

    static let deltas: [(String, String)] = [
        (delta(#","usage":{"input_tokens":null,"output_tokens":3}"#), delta(#","usage":{"input_tokens":9,"output_tokens":3}"#)),
        (delta(#","usage":{"output_tokens":null}"#), delta(#","usage":{"output_tokens":0}"#)),
        (delta(#","usage":{"input_tokens":4}"#), delta(#","usage":{"output_tokens":0,"input_tokens":4}"#)),
        (delta(#","usage":{"output_tokens":3}"#), delta(#","usage":{"output_tokens":3}"#)),
    ]

    @Test(arguments: deltas)
    func `holes in a message's last figures are filled, with what was known before`(_ sample: (String, String)) {
        let text = StreamSamples.messageStart + sample.0 + StreamSamples.messageStop
        for pieces in ReplyTranscript.cuts(of: text) {
            #expect(ReplyTranscript.stream(.messages, pieces).text == StreamSamples.messageStart + sample.1 + StreamSamples.messageStop)
        }
    }

    static let chunks: [(String, String)] = [
        (chunk("null"), chunk("null")),
        (
            chunk(#"{"prompt_tokens":null,"completion_tokens":2,"total_tokens":null}"#),
            chunk(#"{"prompt_tokens":0,"completion_tokens":2,"total_tokens":0}"#)
        ),
        (chunk(#"{"total_tokens":2}"#), chunk(#"{"prompt_tokens":0,"completion_tokens":0,"total_tokens":2}"#)),
        (
            chunk(#"{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}"#),
            chunk(#"{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}"#)
        ),
    ]

    @Test(arguments: chunks)
    func `holes in a chunk's figures become 0`(_ sample: (String, String)) {
        let before = StreamSamples.chunk(#"{"content":"x"}"#)
        let text = before + sample.0 + "data: [DONE]\n\n"
        for pieces in ReplyTranscript.cuts(of: text) {
            let reply = ReplyTranscript.stream(.chatCompletions, pieces)
            #expect(reply.text == before + sample.1 + "data: [DONE]\n\n")
        }
    }

    @Test func `holes in a completed response's figures become 0`() {
        let before = StreamSamples.event("response.output_text.delta", #"{"type":"response.output_text.delta","delta":"x"}"#)
        let text = before + Self.completed(#"{"input_tokens":null,"output_tokens":1,"total_tokens":1}"#)
        for pieces in ReplyTranscript.cuts(of: text) {
            let reply = ReplyTranscript.stream(.responses, pieces)
            #expect(reply.text == before + Self.completed(#"{"input_tokens":0,"output_tokens":1,"total_tokens":1}"#))
            #expect(reply.ending == .end)
        }
    }

    @Test func `the figures are told`() {
        #expect(ReplyTranscript.stream(.messages, StreamSamples.messages).machine.facts.inputTokens == 9)
        #expect(ReplyTranscript.stream(.messages, StreamSamples.messages).machine.facts.outputTokens == 7)
        #expect(ReplyTranscript.stream(.chatCompletions, StreamSamples.chat).machine.facts.inputTokens == 3)
        #expect(ReplyTranscript.stream(.responses, StreamSamples.responses).machine.facts.outputTokens == 1)
    }
}
