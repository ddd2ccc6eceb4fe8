import FakeArgo

/// A streamed answer in which a model says a word and calls a tool, whose arguments come in two pieces.
enum ToolCallScript {
    /// In the form of Messages (https://docs.claude.com/en/docs/build-with-claude/streaming).
    ///
    /// - Parameters:
    ///   - number: makes the call's id, `toolu_NUMBER`.
    ///   - argument: the name of the tool's only argument, and its value, escaped as in JSON.
    static func messages(_ number: Int, tool: String, argument: (name: String, value: String), model: String) -> [Step] {
        let event = { (name: String, rest: String) in Step.event(name, #"{"type":"\#(name)"\#(rest)}"#) }
        let message =
            #"{"id":"msg_\#(number)","type":"message","role":"assistant","model":"\#(model)","content":[],"stop_reason":null,"#
            + #""stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}"#
        let block = #"{"type":"tool_use","id":"toolu_\#(number)","name":"\#(tool)","input":{}}"#
        return [
            .streamHead,
            event("message_start", #","message":\#(message)"#),
            event("content_block_start", #","index":0,"content_block":{"type":"text","text":""}"#),
            event("content_block_delta", #","index":0,"delta":{"type":"text_delta","text":"I write."}"#),
            event("content_block_stop", #","index":0"#),
            event("content_block_start", #","index":1,"content_block":\#(block)"#),
            event("content_block_delta", #","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"\#(argument.name)\":"}"#),
            event("content_block_delta", #","index":1,"delta":{"type":"input_json_delta","partial_json":"\"\#(argument.value)\"}"}"#),
            event("content_block_stop", #","index":1"#),
            event("message_delta", #","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}"#),
            event("message_stop", ""),
            .end,
        ]
    }

    /// In the form of Chat Completions (https://platform.openai.com/docs/api-reference/chat-streaming).
    ///
    /// - Parameters:
    ///   - number: makes the call's id, `call_NUMBER`.
    ///   - argument: the name of the tool's only argument, and its value, escaped as in JSON.
    static func chat(_ number: Int, tool: String, argument: (name: String, value: String), model: String) -> [Step] {
        let chunk = { (delta: String, end: String) in
            Step.event(
                nil,
                #"{"id":"chatcmpl-\#(number)","object":"chat.completion.chunk","created":1,"model":"\#(model)","#
                    + #""choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(end)}]}"#)
        }
        let arguments = { (text: String) in #"{"tool_calls":[{"index":0,"function":{"arguments":"\#(text)"}}]}"# }
        let call =
            #"{"tool_calls":[{"index":0,"id":"call_\#(number)","type":"function","function":{"name":"\#(tool)","arguments":""}}]}"#
        return [
            .streamHead,
            chunk(#"{"role":"assistant","content":"I write."}"#, "null"),
            chunk(call, "null"),
            chunk(arguments(#"{\"\#(argument.name)\":"#), "null"),
            chunk(arguments(#"\"\#(argument.value)\"}"#), "null"),
            chunk("{}", #""tool_calls""#),
            .event(nil, "[DONE]"),
            .end,
        ]
    }
}

extension Script {
    /// A chat stream whose first event has the text `first`, and whose second, `second`, waits for a gate.
    static func inTwoParts(_ gate: Gate) -> Script {
        let event = { (text: String) in
            #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"#
        }
        return Script(
            path: "/argoapi/v1/chat/completions",
            [.streamHead, .event(nil, event("first")), .wait(for: gate), .event(nil, event("second")), .event(nil, "[DONE]"), .end])
    }
}
