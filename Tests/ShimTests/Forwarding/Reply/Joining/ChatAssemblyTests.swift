import Testing

@testable import Shim

@Suite struct ChatAssemblyTests {
    static let done = "data: [DONE]\n\n"

    /// Deltas of the only choice, and the message and finish reason that they make.
    static let deltas: [([String], String)] = [
        ([#"{"role":"assistant","content":""}"#, #"{"content":"a\n"}"#, #"{"content":"b"}"#], #"{"role":"assistant","content":"a\nb"}"#),
        ([#"{"content":"\ud83d"}"#, #"{"content":"\ude00"}"#], #"{"role":"assistant","content":"\ud83d\ude00"}"#),
        (
            [#"{"role":"assistant","content":null,"refusal":null}"#, #"{"refusal":"I "}"#, #"{"refusal":"won't"}"#],
            #"{"role":"assistant","content":null,"refusal":"I won't"}"#
        ),
        (
            [#"{"reasoning_content":"h"}"#, #"{"reasoning_content":"m"}"#, #"{"content":"x"}"#],
            #"{"role":"assistant","content":"x","reasoning_content":"hm"}"#
        ),
        (
            [
                #"{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}"#,
                #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}"#,
                #"{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":null,"function":{"name":null,"arguments":"1}"}}]}"#,
            ],
            #"{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},"#
                + #"{"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}"#
        ),
        (
            [
                #"{"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"f","arguments":"{}"},"extra_content":{"s":"x"}}]}"#
            ],
            #"{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},"#
                + #"{"id":"b","function":{"name":"f","arguments":"{}"},"extra_content":{"s":"x"}}]}"#
        ),
        (
            [#"{"function_call":{"name":"f","arguments":""}}"#, #"{"function_call":{"arguments":"{}"}}"#],
            #"{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}"#
        ),
        (
            [#"{"content":"x","annotations":[{"n":1}]}"#, #"{"annotations":[{"n":2}],"new":{"a":1}}"#, #"{"new":{"b":2},"n":3}"#],
            #"{"role":"assistant","content":"x","annotations":[{"n":1},{"n":2}],"new":{"a":1,"b":2},"n":3}"#
        ),
    ]

    @Test(arguments: deltas)
    func `a choice's deltas make the message that they tell`(_ deltas: [String], _ message: String) {
        let text = deltas.map { StreamSamples.chunk($0) }.joined() + StreamSamples.chunk("{}", finish: #""stop""#) + Self.done
        for pieces in [[Array(text.utf8)], text.utf8.map { [$0] }] {
            let reply = ReplyTranscript.reply(ReplyTranscript.context(.chatCompletions, joined: true), 200, "text/event-stream", pieces)
            #expect(
                reply.text
                    == #"{"id":"chatcmpl-1","object":"chat.completion","created":5,"model":"gpt-4o","choices":[{"index":0,"message":\#(message),"#
                    + #""finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}"#
            )
            #expect(reply.status == 200 && reply.header("content-type") == "application/json")
        }
    }

    @Test func `a blank first chunk gives way, and the last figures count`() {
        let reply = ReplyTranscript.joined(.chatCompletions, StreamSamples.chat)
        #expect(
            reply.text
                == #"{"id":"chatcmpl-1","object":"chat.completion","created":5,"model":"gpt-4o","prompt_filter_results":[{"prompt_index":0}],"#
                + #""usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"#
                + #""choices":[{"index":0,"message":{"role":"assistant","content":"Hello \"error\": {"},"finish_reason":"stop"}]}"#
        )
    }

    @Test func `choices are put in order, with what stands beside their deltas`() {
        func chunk(_ choices: String) -> String {
            #"data: {"id":"c","object":"chat.completion.chunk","system_fingerprint":null,"service_tier":"default","choices":[\#(choices)]}"#
                + "\n\n"
        }
        let text =
            chunk(
                #"{"index":1,"delta":{"content":"b"},"finish_reason":null,"logprobs":{"content":[{"t":1}],"refusal":null},"content_filter_results":{}}"#
            )
            + chunk(
                #"{"index":0,"delta":{"content":"a"},"finish_reason":null,"logprobs":null,"content_filter_results":{"hate":{"filtered":false}}}"#
            )
            + chunk(#"{"index":1,"delta":{"content":"c"},"finish_reason":"length","logprobs":{"content":[{"t":2}],"refusal":null}}"#)
            + chunk(#"{"index":0,"delta":{},"finish_reason":"stop","content_filter_results":{"hate":{"severity":"safe"},"x":1}}"#)
            .replacing("null", with: #""fp""#)
            + "data: [DONE]\n\n"
        #expect(
            ReplyTranscript.joined(.chatCompletions, text).text
                == #"{"id":"c","object":"chat.completion","system_fingerprint":"fp","service_tier":"default","choices":["#
                + #"{"index":0,"message":{"role":"assistant","content":"a"},"logprobs":null,"finish_reason":"stop","#
                + #""content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"x":1}},"#
                + #"{"index":1,"message":{"role":"assistant","content":"bc"},"logprobs":{"content":[{"t":1},{"t":2}],"refusal":null},"#
                + #""finish_reason":"length","content_filter_results":{}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}"#
        )
    }

    @Test func `a stream without a choice is a 502`() {
        for text in [Self.done, #"data: {"choices":[]}"# + "\n\n" + Self.done, "data: {broken\n\n" + Self.done] {
            #expect(ReplyTranscript.joined(.chatCompletions, text).status == 502)
        }
    }
}
