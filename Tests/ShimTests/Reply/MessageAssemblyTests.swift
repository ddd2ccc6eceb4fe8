import LosslessJSON
import Testing

@testable import Shim

@Suite struct MessageAssemblyTests {
    static func start(_ block: String, _ index: Int = 0) -> String {
        StreamSamples.event("content_block_start", #"{"type":"content_block_start","index":\#(index),"content_block":\#(block)}"#)
    }
    static func delta(_ delta: String, _ index: Int = 0) -> String {
        StreamSamples.event("content_block_delta", #"{"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#)
    }
    static func stop(_ index: Int = 0) -> String {
        StreamSamples.event("content_block_stop", #"{"type":"content_block_stop","index":\#(index)}"#)
    }

    /// The events of one block, and the block that they make.
    static let blocks: [(String, String)] = [
        (
            start(#"{"type":"text","text":""}"#) + delta(#"{"type":"text_delta","text":"a\u00fc"}"#)
                + delta(#"{"type":"text_delta","text":"\n✓"}"#),
            #"{"type":"text","text":"a\u00fc\n✓"}"#
        ),
        // The halves of one character in two deltas.
        (
            start(#"{"type":"text","text":""}"#) + delta(#"{"type":"text_delta","text":"\ud83d"}"#)
                + delta(#"{"type":"text_delta","text":"\ude00"}"#),
            #"{"type":"text","text":"\ud83d\ude00"}"#
        ),
        (
            start(#"{"type":"thinking","thinking":"","signature":""}"#) + delta(#"{"type":"thinking_delta","thinking":"hm"}"#)
                + delta(#"{"type":"thinking_delta","thinking":"m"}"#) + delta(#"{"type":"signature_delta","signature":"Eq\/8="}"#),
            #"{"type":"thinking","thinking":"hmm","signature":"Eq\/8="}"#
        ),
        (
            start(#"{"type":"thinking","thinking":""}"#) + delta(#"{"type":"signature_delta","signature":"x"}"#),
            #"{"type":"thinking","thinking":"","signature":"x"}"#
        ),
        (start(#"{"type":"redacted_thinking","data":"abc=="}"#), #"{"type":"redacted_thinking","data":"abc=="}"#),
        (
            start(#"{"type":"tool_use","id":"toolu_vrtx_1","name":"f","input":{}}"#)
                + delta(#"{"type":"input_json_delta","partial_json":""}"#)
                + delta(#"{"type":"input_json_delta","partial_json":"{\"b\": \"\\u00e4\", \"a\""}"#)
                + delta(#"{"type":"input_json_delta","partial_json":": 1.50}"}"#),
            #"{"type":"tool_use","id":"toolu_vrtx_1","name":"f","input":{"b": "\u00e4", "a": 1.50}}"#
        ),
        (start(#"{"type":"tool_use","id":"t","name":"f","input":{}}"#), #"{"type":"tool_use","id":"t","name":"f","input":{}}"#),
        (
            start(#"{"type":"tool_use","id":"t","name":"f"}"#) + delta(#"{"type":"input_json_delta","partial_json":""}"#),
            #"{"type":"tool_use","id":"t","name":"f","input":{}}"#
        ),
        (
            start(#"{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"#)
                + delta(#"{"type":"input_json_delta","partial_json":"{\"query\":\"x\"}"}"#),
            #"{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"x"}}"#
        ),
        (
            start(#"{"type":"web_search_tool_result","tool_use_id":"s","content":[{"url":"u"}]}"#),
            #"{"type":"web_search_tool_result","tool_use_id":"s","content":[{"url":"u"}]}"#
        ),
        (
            start(#"{"type":"text","text":"","citations":[]}"#) + delta(#"{"type":"citations_delta","citation":{"n":1}}"#)
                + delta(#"{"type":"text_delta","text":"x"}"#) + delta(#"{"type":"citations_delta","citation":{"n":2}}"#),
            #"{"type":"text","text":"x","citations":[{"n":1},{"n":2}]}"#
        ),
        (
            start(#"{"type":"text","text":"","citations":null}"#) + delta(#"{"type":"citations_delta","citation":{"n":1}}"#),
            #"{"type":"text","text":"","citations":[{"n":1}]}"#
        ),
        (
            start(#"{"type":"compaction","content":null}"#) + delta(#"{"type":"compaction_delta","content":"so far"}"#),
            #"{"type":"compaction","content":"so far"}"#
        ),
        (
            start(#"{"type":"new","a":"x","n":1}"#) + delta(#"{"type":"new_delta","a":"y","n":2,"l":[3],"o":{"p":1}}"#)
                + delta(#"{"l":[4],"o":{"q":2},"n":null}"#),
            #"{"type":"new","a":"xy","n":2,"l":[3,4],"o":{"p":1,"q":2}}"#
        ),
        (delta(#"{"type":"text_delta","text":"no start"}"#), #"{"type":"text","text":"no start"}"#),
    ]

    @Test(arguments: blocks)
    func `a block's events make the block that they tell`(_ events: String, _ block: String) {
        let text = StreamSamples.messageStart + events + Self.stop() + StreamSamples.messageDelta + StreamSamples.messageStop
        let expected =
            #"{"id":"msg_vrtx_1","type":"message","role":"assistant","model":"claude","content":[\#(block)],"stop_reason":"end_turn","#
            + #""stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":7}}"#
        for pieces in [[Array(text.utf8)], text.utf8.map { [$0] }] {
            let reply = ReplyTranscript.reply(ReplyTranscript.context(.messages, joined: true), 200, "text/event-stream", pieces)
            #expect(reply.text == expected)
            #expect(reply.status == 200 && reply.head?.length == expected.utf8.count && reply.header("content-type") == "application/json")
        }
    }

    @Test func `several blocks keep their order, also where their deltas are interleaved`() throws {
        let text =
            StreamSamples.messageStart + Self.start(#"{"type":"tool_use","id":"a","name":"f","input":{}}"#, 1)
            + Self.start(#"{"type":"tool_use","id":"b","name":"g","input":{}}"#, 2)
            + Self.delta(#"{"type":"input_json_delta","partial_json":"{\"x\":"}"#, 1)
            + Self.delta(#"{"type":"input_json_delta","partial_json":"[2]"}"#, 2)
            + Self.delta(#"{"type":"input_json_delta","partial_json":"1}"}"#, 1)
            + Self.stop(1) + Self.stop(2) + StreamSamples.messageDelta + StreamSamples.messageStop
        let reply = ReplyTranscript.joined(.messages, text)
        #expect(
            reply.text.contains(
                #""content":[{"type":"tool_use","id":"a","name":"f","input":{"x":1}},{"type":"tool_use","id":"b","name":"g","input":[2]}]"#)
        )
    }

    @Test func `usage, stop and unknown members of the last events are laid over the first`() {
        let start = StreamSamples.event(
            "message_start",
            #"{"type":"message_start","message":{"id":"m","content":[],"stop_reason":null,"container":{"id":"c"},"usage":{"input_tokens":null,"#
                + #""cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4},"output_tokens":1,"service_tier":"standard"}}}"#
        )
        let last = StreamSamples.event(
            "message_delta",
            #"{"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END","container":null,"new":[1]},"context_management":{"a":1},"#
                + #""usage":{"output_tokens":70,"cache_creation":{"ephemeral_1h_input_tokens":5},"server_tool_use":{"web_search_requests":1},"service_tier":null}}"#
        )
        let stop = StreamSamples.event("message_stop", #"{"type":"message_stop","metrics":{"ms":5}}"#)
        let reply = ReplyTranscript.joined(.messages, start + last + stop)
        #expect(
            reply.text
                == #"{"id":"m","content":[],"stop_reason":"stop_sequence","container":{"id":"c"},"usage":{"input_tokens":0,"#
                + #""cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":5},"output_tokens":70,"service_tier":"standard","#
                + #""server_tool_use":{"web_search_requests":1}},"stop_sequence":"END","new":[1],"context_management":{"a":1},"metrics":{"ms":5}}"#
        )
    }

    @Test func `a figure of the last event replaces and is not added`() {
        let last = StreamSamples.messageDelta.replacing(#"{"output_tokens":7}"#, with: #"{"input_tokens":9,"output_tokens":7}"#)
        let reply = ReplyTranscript.joined(.messages, StreamSamples.messageStart + last + StreamSamples.messageStop)
        #expect(reply.text.contains(#""usage":{"input_tokens":9,"output_tokens":7}"#))
    }

    @Test(arguments: [("max_tokens", 200), ("tool_use", 502)])
    func `a tool call that the token limit cut off is an answer that says so, and any other half call is an error`(
        _ reason: String, _ status: Int
    ) {
        let half =
            Self.start(#"{"type":"tool_use","id":"a","name":"f","input":{}}"#)
            + Self.delta(#"{"type":"input_json_delta","partial_json":"{\"x\":"}"#)
        let last = StreamSamples.event(
            "message_delta", #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)"},"usage":{"output_tokens":7}}"#)
        let reply = ReplyTranscript.joined(.messages, StreamSamples.messageStart + half + last + StreamSamples.messageStop)
        #expect(reply.status == status)
        if status == 200 {
            #expect(reply.text.contains(#""name":"f","input":{}}]"#) && reply.text.contains(#""stop_reason":"max_tokens""#))
        }
    }

    static let unusable: [String] = [
        StreamSamples.messageStop,
        StreamSamples.messageStart + start(#"{"type":"tool_use","id":"a","name":"f","input":{}}"#)
            + delta(#"{"type":"input_json_delta","partial_json":"{\"x\":"}"#) + StreamSamples.messageStop,
        StreamSamples.messageStart + delta(#"{"type":"input_json_delta","partial_json":"{}"}"#) + StreamSamples.messageStop,
        StreamSamples.messageStart + StreamSamples.event("content_block_start", "{broken") + StreamSamples.messageStop,
        StreamSamples.event("message_start", #"{"type":"message_start"}"#) + StreamSamples.messageStop,
    ]

    @Test(arguments: unusable)
    func `events that make no message are a 502`(_ text: String) {
        let reply = ReplyTranscript.joined(.messages, text)
        #expect(reply.status == 502 && reply.text.hasPrefix(#"{"type":"error""#) && reply.ending == .end && reply.headCount == 1)
    }
}
