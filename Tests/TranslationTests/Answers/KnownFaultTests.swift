import Testing

@testable import Translation

/// What published translators get wrong, by number.
@Suite
struct KnownFaultTests {
    private func summary(
        _ stream: [String], from upstream: Dialect, to client: Dialect, context: AnswerContext = Sample.context
    ) throws -> AnswerSummary {
        try Grammar.summary(ofStream: try events(stream, from: upstream, to: client, context: context), in: client)
    }

    private func events(
        _ stream: [String], from upstream: Dialect, to client: Dialect, context: AnswerContext = Sample.context
    ) throws -> [StreamEvent] {
        var translation = StreamTranslation(from: upstream, to: client, context: context, seed: Sample.seed, time: Sample.time)
        var output: [StreamEvent] = []
        for event in Sample.events(stream) { output += translation.receive(event) }
        let last = translation.end()
        return output + (try #require(last))
    }

    private func body(_ text: String, from upstream: Dialect, to client: Dialect) throws -> JSONReader {
        let answer = try AnswerTranslation.translated(
            Array(text.utf8), from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time
        )
        return try JSONReader(answer.body)
    }

    @Test(arguments: [Dialect.chat, .responses, .messages])
    func `1: text beside Google's finishReason is told, and cumulative usage replaces`(client: Dialect) throws {
        let stream = [
            GoogleSample.response(#"{"text":"a"}"#, usage: #""usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":3}"#),
            GoogleSample.response(#"{"text":"b"}"#, usage: #""usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":9}"#),
            GoogleSample.response(#"{"text":"c"}"#, finish: "STOP", usage: GoogleSample.usage),
        ]
        let summary = try summary(stream, from: .google, to: client)
        #expect(summary.text == "abc")
        #expect((summary.input, summary.cacheRead, summary.output) == (100, 40, 20))
    }

    @Test(arguments: [Dialect.chat, .responses, .google])
    func `2: a message_delta that repeats the input is not added to message_start`(client: Dialect) throws {
        let summary = try summary(try #require(Scenario.text.streams[.messages]), from: .messages, to: client)
        #expect(summary.input == 100)
        let unrepeated =
            [MessagesSample.start] + MessagesSample.block(0, #"{"type":"text","text":""}"#, []) + [
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}"#, #"{"type":"message_stop"}"#,
            ]
        let other = try self.summary(unrepeated, from: .messages, to: client)
        #expect((other.input, other.cacheRead, other.output) == (100, 40, 7))
    }

    @Test(arguments: [Dialect.chat, .responses, .google])
    func `3: parallel calls have blocks of their own, with a stop between`(upstream: Dialect) throws {
        let output = try events(try #require(Scenario.calls.streams[upstream]), from: upstream, to: .messages)
        let blocks = try output.filter { $0.name.hasPrefix("content_block_st") }.map { try JSONReader($0.data).integer("index") }
        #expect(blocks == [0, 0, 1, 1, 2, 2])
    }

    @Test(arguments: [Dialect.chat, .responses, .google])
    func `4: a thought is closed before the text begins`(upstream: Dialect) throws {
        let output = try events(try #require(Scenario.reasoning.streams[upstream]), from: upstream, to: .messages)
        let names = output.map(\.name)
        let stop = try #require(names.firstIndex(of: "content_block_stop"))
        #expect(names[stop + 1] == "content_block_start")
        #expect(String(decoding: output[stop + 1].data, as: UTF8.self).contains(#""type":"text""#))
    }

    @Test
    func `5: redacted thinking is a whole block, and comes back`() throws {
        let stream = MessagesSample.stream(
            MessagesSample.block(0, #"{"type":"redacted_thinking","data":"RU5D"}"#, [])
                + MessagesSample.block(1, #"{"type":"text","text":""}"#, [#"{"type":"text_delta","text":"x"}"#]), finish: "end_turn"
        )
        for client in [Dialect.responses, .google] {
            let carried = try summary(stream, from: .messages, to: client).signatures.compactMap(Signature.init(carrier:))
            #expect(carried == [Signature(.messages, .hidden, value: "RU5D")])
        }
        let carrier = Signature(.messages, .hidden, value: "RU5D").carrier
        let input = #"{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"\#(carrier)"},{"role":"assistant","content":"x"}"#
        let back = try Request(RequestPartTests.body(.responses, input), from: .responses, to: .messages)
        #expect(back["messages[0].content[0]"] == #"{"type":"redacted_thinking","data":"RU5D"}"#)
    }

    @Test
    func `6: calls finish as calls, whatever the upstream's word for it`() throws {
        for (upstream, client) in Sample.pairs {
            #expect(try summary(try #require(Scenario.calls.streams[upstream]), from: upstream, to: client).ending == .calls)
            let text = try #require(Scenario.calls.bodies[upstream])
            let answer = try AnswerTranslation.translated(
                Array(text.utf8), from: upstream, to: client, context: Sample.context, seed: "s", time: Sample.time
            )
            #expect(try Grammar.summary(ofBody: answer.body, in: client).ending == .calls)
        }
    }

    @Test
    func `7: an error in a stream is told, and a stream that breaks off does not end`() throws {
        for (upstream, client) in Sample.pairs {
            let fresh = StreamTranslation(from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time)
            let stream = Sample.events(try #require(Scenario.text.streams[upstream]))
            var failing = fresh
            let told = failing.receive(StreamEvent(data: FaultTranslation.body(APIFault(.overloaded, "busy"), in: upstream)))
            #expect(try Grammar.summary(ofStream: told, in: client).ending == .failed("busy"))
            #expect(failing.end() == [], "nothing is told behind it")
            var cut = fresh
            for event in stream.prefix(upstream == .google ? 1 : 3) { _ = cut.receive(event) }
            #expect(cut.end() == nil, "\(upstream) → \(client)")
            var empty = fresh
            #expect(empty.end() == nil)
        }
    }

    @Test(arguments: Dialect.allCases)
    func `8: an incomplete answer ends with one terminal event`(upstream: Dialect) throws {
        for client in Dialect.allCases where client != upstream {
            #expect(try summary(try #require(Scenario.length.streams[upstream]), from: upstream, to: client).ending == .length)
        }
    }

    @Test
    func `9: done events stand with their items, and ids are of their own`() throws {
        let names = try events(try #require(Scenario.calls.streams[.chat]), from: .chat, to: .responses).map(\.name)
        let done = names.indices.filter { names[$0] == "response.output_item.done" }
        let added = names.indices.filter { names[$0] == "response.output_item.added" }
        #expect(done.count == 3 && added.count == 3)
        #expect(done[0] < added[1] && done[1] < added[2])
    }

    @Test
    func `10: what only some translators carry is carried`() throws {
        let video = RequestPartTests.body(
            .google, #"{"role":"user","parts":[{"fileData":{"fileUri":"https://x.org/a.mp4","mimeType":"video/mp4"}}]}"#)
        #expect(Request.refusal(video, from: .google, to: .chat) == "contents[0].parts[0].fileData")
        let file = RequestPartTests.body(
            .google, #"{"role":"user","parts":[{"fileData":{"fileUri":"https://x.org/a.pdf","mimeType":"application/pdf"}}]}"#)
        #expect(try Request(file, from: .google, to: .messages)["messages[0].content[0].source.url"] == #""https://x.org/a.pdf""#)
        let turns =
            #"{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"rows":[1, 2],"n":2}}}]}"#
        let response = try Request(RequestPartTests.body(.google, turns), from: .google, to: .chat)
        #expect(response.value("messages[1].content")?.string == #"{"rows":[1, 2],"n":2}"#)
        let back =
            #"{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"{\"rows\":[1, 2]}"}"#
        let google = try Request(RequestPartTests.body(.chat, back), from: .chat, to: .google)
        #expect(google["contents[1].parts[0].functionResponse.response"] == #"{"rows":[1, 2]}"#)
    }

    @Test(arguments: [Dialect.chat, .responses])
    func `11: all results of one turn are one message`(source: Dialect) throws {
        let turns =
            source == .chat
            ? #"{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"},{"role":"user","content":"go"}"#
            : #"{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"type":"function_call","call_id":"b","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"a","output":"1"},{"type":"function_call_output","call_id":"b","output":"2"},{"role":"user","content":"go"}"#
        let messages = try Request(RequestPartTests.body(source, turns), from: source, to: .messages)
        #expect(messages.value("messages")?.elements?.count == 2)
        #expect(messages.value("messages[1].content")?.elements?.map { $0.string("type") } == ["tool_result", "tool_result", "text"])
        let google = try Request(RequestPartTests.body(source, turns), from: source, to: .google)
        #expect(google.value("contents")?.elements?.count == 2)
    }

    @Test
    func `12: texts are put together as they are, and malformed arguments stay`() throws {
        let content = #"{"role":"assistant","content":[{"type":"text","text":"ab"},{"type":"text","text":"c"}]}"#
        #expect(try Request(RequestPartTests.body(.messages, content), from: .messages, to: .chat)["messages[0].content"] == #""abc""#)
        let call =
            #"{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\": "}}]}"#
        #expect(
            try body(ChatSample.body(call, finish: "tool_calls"), from: .chat, to: .responses).list("output").first?.string("arguments")
                == #"{"a": "#)
        let stream = ChatSample.stream(
            [#"{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\": "}}]}"#],
            finish: "tool_calls"
        )
        #expect(try summary(stream, from: .chat, to: .messages).calls.first?.arguments == #"{"a": "#)
        #expect(throws: APIFault.self) { try body(ChatSample.body(call, finish: "tool_calls"), from: .chat, to: .messages) }
        // The token limit explains it: the call is there, empty, and the answer says why it ended.
        #expect(try body(ChatSample.body(call, finish: "length"), from: .chat, to: .messages).string("stop_reason") == "max_tokens")
        let history = call + #",{"role":"tool","tool_call_id":"c","content":"bad JSON"}"#
        #expect(try Request(RequestPartTests.body(.chat, history), from: .chat, to: .responses)["input[0].arguments"] == #""{\"a\": ""#)
        #expect(Request.refusal(RequestPartTests.body(.chat, history), from: .chat, to: .messages) == "messages[0].tool_calls[0]")
    }

    @Test
    func `13: OpenAI's encrypted reasoning is not sent to Anthropic, nor the other way`() throws {
        let input =
            #"{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"t"}],"encrypted_content":"gAAA"},{"role":"assistant","content":"x"}"#
        let request = try Request(RequestPartTests.body(.responses, input), from: .responses, to: .messages)
        #expect(request["messages[0].content"] == #"[{"type":"text","text":"x"}]"#)
        #expect(request.noted == ["input[0]"])
        let content = #"{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"Eqoo"},{"type":"text","text":"x"}]}"#
        let other = try Request(RequestPartTests.body(.messages, content), from: .messages, to: .responses)
        #expect(other.value("input")?.elements?.count == 1)
        #expect(other.noted == ["messages[0].content[0]"])
    }

    @Test(arguments: [Dialect.chat, .responses, .google])
    func `14: cached tokens are counted once`(upstream: Dialect) throws {
        let text = try #require(Scenario.text.bodies[upstream])
        let usage = try #require(try body(text, from: upstream, to: .messages).value("usage"))
        #expect(usage.integer("input_tokens") == 60)
        #expect(usage.integer("cache_read_input_tokens") == 40)
        let back = try body(try #require(Scenario.text.bodies[.messages]), from: .messages, to: .chat)
        #expect(back.value("usage")?.integer("prompt_tokens") == 100)
    }

    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `15: an error under a status of success is an error, in the client's shape`(upstream: Dialect, client: Dialect) throws {
        let text =
            switch upstream {
            case .chat: #"{"error":{"message":"slow down","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}"#
            case .responses:
                #"{"id":"r","object":"response","status":"failed","error":{"code":"rate_limit_exceeded","message":"slow down"},"output":[]}"#
            case .messages: #"{"type":"error","error":{"type":"rate_limit_error","message":"slow down"},"request_id":"req_1"}"#
            case .google: #"{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}"#
            }
        do {
            _ = try body(text, from: upstream, to: client)
            Issue.record("an answer was made of an error")
        } catch let fault as APIFault {
            #expect(fault.message == "slow down" && fault.kind == .rateLimit && fault.effectiveStatus(in: client) == 429)
            let error = try JSONReader(FaultTranslation.body(fault, in: client))
            #expect(error.value("error")?.string("message") == "slow down")
            switch client {
            case .chat, .responses: #expect(error.value("error")?.string("type") == "rate_limit_error")
            case .messages: #expect(error.value("error")?.string("type") == "rate_limit_error" && error.string("type") == "error")
            case .google:
                #expect(error.value("error")?.integer("code") == 429 && error.value("error")?.string("status") == "RESOURCE_EXHAUSTED")
            }
        }
    }

    @Test
    func `Errors keep status and wording, and a page of HTML is one too`() {
        let page = FaultTranslation.fault(Array("<html>502</html>".utf8), from: .chat, status: 502)
        #expect(page.effectiveStatus(in: .chat) == 502 && page.message == "<html>502</html>" && page.kind == .serverError)
        let digits = #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 429 > 200"}}"#
        let long = FaultTranslation.fault(Array(digits.utf8), from: .messages, status: 400)
        #expect(long.kind == .invalidRequest && long.effectiveStatus(in: .chat) == 400)
        let list = #"[{"error":{"code":404,"message":"none","status":"NOT_FOUND"}}]"#
        #expect(FaultTranslation.fault(Array(list.utf8), from: .google, status: 404).kind == .notFound)
        #expect(FaultTranslation.fault(Array(#"{"error":"plain"}"#.utf8), from: .chat, status: 418).message == "plain")
        #expect(FaultTranslation.fault([], from: .chat, status: 500).message.contains("500"))
        let refusal = TranslationError.missing(.member(.root, "messages")).fault
        #expect(refusal.effectiveStatus(in: .chat) == 400 && refusal.parameter == "messages")
    }

    @Test
    func `17: the answer's model is the one that the client named`() throws {
        let request = try Request(Request.text(.chat), from: .chat, to: .messages)
        #expect(request["model"] == #""upstream-model""#)
        #expect(request.reply.model == "the-model")
    }
}
