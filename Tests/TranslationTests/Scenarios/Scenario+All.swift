import Models

@testable import Translation

extension Scenario {
    static let all: [Scenario] = [text, reasoning, calls, length, filtered, refusal]

    private static func expected(_ change: (inout AnswerSummary) -> Void) -> AnswerSummary {
        var summary = AnswerSummary()
        (summary.input, summary.cacheRead, summary.output) = (100, 40, 20)
        change(&summary)
        return summary
    }

    static let text = Scenario(
        name: "text",
        streams: [
            .chat: ChatSample.stream([#"{"content":"Hello"}"#, #"{"content":", wörld \n\"x\""}"#], finish: "stop"),
            .messages: MessagesSample.stream(
                MessagesSample.block(
                    0, #"{"type":"text","text":""}"#,
                    [#"{"type":"text_delta","text":"Hello"}"#, #"{"type":"text_delta","text":", wörld \n\"x\""}"#]
                ), finish: "end_turn"
            ),
            .responses: ResponsesSample.stream(ResponsesSample.text(0, ["Hello", #", wörld \n\"x\""#])),
            .google: GoogleSample.stream([#"{"text":"Hello"}"#, #"{"text":", wörld \n\"x\""}"#], finish: "STOP"),
        ],
        bodies: [
            .chat: ChatSample.body(#"{"role":"assistant","content":"Hello, wörld \n\"x\"","refusal":null}"#, finish: "stop"),
            .messages: MessagesSample.body(#"{"type":"text","text":"Hello, wörld \n\"x\""}"#, finish: "end_turn"),
            .responses: ResponsesSample.response(
                "completed",
                output:
                    #"{"id":"msg_0","type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello, wörld \n\"x\"","annotations":[]}]}"#
            ),
            .google: GoogleSample.response(#"{"text":"Hello"},{"text":", wörld \n\"x\""}"#, finish: "STOP", usage: GoogleSample.usage),
        ],
        expected: expected {
            $0.text = "Hello, wörld \n\"x\""
            $0.ending = .stop
        }
    )

    static let reasoning = Scenario(
        name: "reasoning with a signature",
        streams: [
            .chat: ChatSample.stream(
                [#"{"reasoning_content":"Let me "}"#, #"{"reasoning_content":"see."}"#, #"{"content":"Yes."}"#], finish: "stop"
            ),
            .messages: MessagesSample.stream(
                MessagesSample.block(
                    0, #"{"type":"thinking","thinking":"","signature":""}"#,
                    [
                        #"{"type":"thinking_delta","thinking":"Let me "}"#, #"{"type":"thinking_delta","thinking":"see."}"#,
                        #"{"type":"signature_delta","signature":"c2ln"}"#,
                    ]
                ) + MessagesSample.block(1, #"{"type":"text","text":""}"#, [#"{"type":"text_delta","text":"Yes."}"#]), finish: "end_turn"
            ),
            .responses: ResponsesSample.stream(
                [
                    #"{"type":"response.output_item.added","output_index":0,"item":{"id":"rs_0","type":"reasoning","summary":[]}}"#,
                    #"{"type":"response.reasoning_summary_part.added","item_id":"rs_0","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}"#,
                    #"{"type":"response.reasoning_summary_text.delta","item_id":"rs_0","output_index":0,"summary_index":0,"delta":"Let me see."}"#,
                    #"{"type":"response.output_item.done","output_index":0,"item":{"id":"rs_0","type":"reasoning","summary":[{"type":"summary_text","text":"Let me see."}],"encrypted_content":"c2ln"}}"#,
                ] + ResponsesSample.text(1, ["Yes."])
            ),
            .google: GoogleSample.stream(
                [#"{"thought":true,"text":"Let me "}"#, #"{"thought":true,"text":"see.","thoughtSignature":"c2ln"}"#, #"{"text":"Yes."}"#],
                finish: "STOP"
            ),
        ],
        bodies: [
            .chat: ChatSample.body(#"{"role":"assistant","content":"Yes.","reasoning_content":"Let me see."}"#, finish: "stop"),
            .messages: MessagesSample.body(
                #"{"type":"thinking","thinking":"Let me see.","signature":"c2ln"},{"type":"text","text":"Yes."}"#, finish: "end_turn"
            ),
            .responses: ResponsesSample.response(
                "completed",
                output:
                    #"{"id":"rs_0","type":"reasoning","summary":[{"type":"summary_text","text":"Let me see."}],"encrypted_content":"c2ln"},{"id":"msg_0","type":"message","role":"assistant","content":[{"type":"output_text","text":"Yes.","annotations":[]}]}"#
            ),
            .google: GoogleSample.response(
                #"{"thought":true,"text":"Let me see.","thoughtSignature":"c2ln"},{"text":"Yes."}"#, finish: "STOP",
                usage: GoogleSample.usage
            ),
        ],
        expected: expected {
            $0.text = "Yes."
            $0.reasoning = "Let me see."
            $0.ending = .stop
        }
    )

    static let calls = Scenario(
        name: "two parallel calls with interleaved arguments",
        streams: [
            .chat: ChatSample.stream(
                [
                    #"{"content":"Now."}"#,
                    #"{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"read","arguments":""}}]}"#,
                    #"{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"list","arguments":"{\"d\""}}]}"#,
                    #"{"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":"}}]}"#,
                    #"{"tool_calls":[{"index":1,"function":{"arguments":":1.50}"}},{"index":0,"function":{"arguments":"\"a\"}"}}]}"#,
                ], finish: "tool_calls"
            ),
            .messages: MessagesSample.stream(
                MessagesSample.block(0, #"{"type":"text","text":""}"#, [#"{"type":"text_delta","text":"Now."}"#])
                    + MessagesSample.block(
                        1, #"{"type":"tool_use","id":"call_a","name":"read","input":{}}"#,
                        [
                            #"{"type":"input_json_delta","partial_json":""}"#, #"{"type":"input_json_delta","partial_json":"{\"path\":"}"#,
                            #"{"type":"input_json_delta","partial_json":"\"a\"}"}"#,
                        ]
                    )
                    + MessagesSample.block(
                        2, #"{"type":"tool_use","id":"call_b","name":"list","input":{}}"#,
                        [#"{"type":"input_json_delta","partial_json":"{\"d\":1.50}"}"#]
                    ), finish: "tool_use"
            ),
            .responses: ResponsesSample.stream(
                ResponsesSample.text(0, ["Now."]) + [
                    #"{"type":"response.output_item.added","output_index":1,"item":{"id":"fc_1","type":"function_call","call_id":"call_a","name":"read","arguments":""}}"#,
                    #"{"type":"response.output_item.added","output_index":2,"item":{"id":"fc_2","type":"function_call","call_id":"call_b","name":"list","arguments":""}}"#,
                    #"{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":1,"delta":"{\"path\":"}"#,
                    #"{"type":"response.function_call_arguments.delta","item_id":"fc_2","output_index":2,"delta":"{\"d\":1.50}"}"#,
                    #"{"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":1,"delta":"\"a\"}"}"#,
                    #"{"type":"response.function_call_arguments.done","item_id":"fc_2","output_index":2,"arguments":"{\"d\":1.50}"}"#,
                    #"{"type":"response.output_item.done","output_index":2,"item":{"id":"fc_2","type":"function_call","call_id":"call_b","name":"list","arguments":"{\"d\":1.50}"}}"#,
                    #"{"type":"response.function_call_arguments.done","item_id":"fc_1","output_index":1,"arguments":"{\"path\":\"a\"}"}"#,
                    #"{"type":"response.output_item.done","output_index":1,"item":{"id":"fc_1","type":"function_call","call_id":"call_a","name":"read","arguments":"{\"path\":\"a\"}"}}"#,
                ]
            ),
            .google: GoogleSample.stream(
                [
                    #"{"text":"Now."}"#,
                    #"{"functionCall":{"name":"read","args":{"path":"a"},"id":"call_a"}},{"functionCall":{"name":"list","args":{"d":1.50},"id":"call_b"}}"#,
                ], finish: "STOP"
            ),
        ],
        bodies: [
            .chat: ChatSample.body(
                #"{"role":"assistant","content":"Now.","tool_calls":[{"id":"call_a","type":"function","function":{"name":"read","arguments":"{\"path\":\"a\"}"}},{"id":"call_b","type":"function","function":{"name":"list","arguments":"{\"d\":1.50}"}}]}"#,
                finish: "stop"
            ),
            .messages: MessagesSample.body(
                #"{"type":"text","text":"Now."},{"type":"tool_use","id":"call_a","name":"read","input":{"path":"a"}},{"type":"tool_use","id":"call_b","name":"list","input":{"d":1.50}}"#,
                finish: "tool_use"
            ),
            .responses: ResponsesSample.response(
                "completed",
                output:
                    #"{"id":"msg_0","type":"message","role":"assistant","content":[{"type":"output_text","text":"Now.","annotations":[]}]},{"id":"fc_1","type":"function_call","call_id":"call_a","name":"read","arguments":"{\"path\":\"a\"}"},{"id":"fc_2","type":"function_call","call_id":"call_b","name":"list","arguments":"{\"d\":1.50}"}"#
            ),
            .google: GoogleSample.response(
                #"{"text":"Now."},{"functionCall":{"name":"read","args":{"path":"a"},"id":"call_a"}},{"functionCall":{"name":"list","args":{"d":1.50},"id":"call_b"}}"#,
                finish: "STOP", usage: GoogleSample.usage
            ),
        ],
        expected: expected {
            $0.text = "Now."
            $0.calls = [
                .init(id: "call_a", name: "read", arguments: #"{"path":"a"}"#),
                .init(id: "call_b", name: "list", arguments: #"{"d":1.50}"#),
            ]
            $0.ending = .calls
        }
    )

    static let length = cut("length", chat: "length", messages: "max_tokens", responses: "max_output_tokens", google: "MAX_TOKENS", .length)
    static let filtered = cut(
        "filtered", chat: "content_filter", messages: "refusal", responses: "content_filter", google: "SAFETY", .filtered
    )

    private static func cut(
        _ name: String, chat: String, messages: String, responses: String, google: String, _ ending: AnswerSummary.Ending
    ) -> Scenario {
        let message =
            #"{"id":"msg_0","type":"message","role":"assistant","content":[{"type":"output_text","text":"Half","annotations":[]}]}"#
        return Scenario(
            name: name,
            streams: [
                .chat: ChatSample.stream([#"{"content":"Half"}"#], finish: chat),
                .messages: MessagesSample.stream(
                    MessagesSample.block(0, #"{"type":"text","text":""}"#, [#"{"type":"text_delta","text":"Half"}"#]), finish: messages
                ),
                .responses: ResponsesSample.stream(
                    ResponsesSample.text(0, ["Half"]), status: "incomplete", details: #"{"reason":"\#(responses)"}"#
                ),
                .google: GoogleSample.stream([#"{"text":"Half"}"#], finish: google),
            ],
            bodies: [
                .chat: ChatSample.body(#"{"role":"assistant","content":"Half"}"#, finish: chat),
                .messages: MessagesSample.body(#"{"type":"text","text":"Half"}"#, finish: messages),
                .responses: ResponsesSample.response("incomplete", output: message, details: #"{"reason":"\#(responses)"}"#),
                .google: GoogleSample.response(#"{"text":"Half"}"#, finish: google, usage: GoogleSample.usage),
            ],
            expected: expected {
                $0.text = "Half"
                $0.ending = ending
            }
        )
    }

    /// Only OpenAI's dialects tell a refusal apart from a text.
    static let refusal = Scenario(
        name: "refusal",
        streams: [
            .chat: ChatSample.stream([#"{"refusal":"I "}"#, #"{"refusal":"will not."}"#], finish: "stop"),
            .responses: ResponsesSample.stream(ResponsesSample.text(0, ["I ", "will not."], refusal: true)),
        ],
        bodies: [
            .chat: ChatSample.body(#"{"role":"assistant","content":null,"refusal":"I will not."}"#, finish: "stop"),
            .responses: ResponsesSample.response(
                "completed",
                output: #"{"id":"msg_0","type":"message","role":"assistant","content":[{"type":"refusal","refusal":"I will not."}]}"#
            ),
        ],
        expected: expected {
            $0.refusal = "I will not."
            $0.ending = .stop
        }
    )
}
