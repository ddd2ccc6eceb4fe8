import Testing

@testable import Translation

/// What streams do beside the matrix of scenarios.
@Suite
struct StreamTests {
    @Test(arguments: Sample.pairs.map { "\($0.0.rawValue) → \($0.1.rawValue)" }, Scenario.all)
    func `A stream can be halted and taken up at every event`(pair: String, scenario: Scenario) throws {
        let (upstream, client) = try #require(Sample.pairs.first { "\($0.0.rawValue) → \($0.1.rawValue)" == pair })
        guard let stream = scenario.streams[upstream] else { return }
        let events = Sample.events(stream)
        let fresh = StreamTranslation(from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time)
        var whole = fresh
        let expected = events.flatMap { whole.receive($0) } + (whole.end() ?? [])
        for boundary in 0...events.count {
            var first = fresh
            let head = events[..<boundary].flatMap { first.receive($0) }
            // A copy goes on; the first one must not notice.
            var second = first
            #expect(head + events[boundary...].flatMap { second.receive($0) } + (second.end() ?? []) == expected)
        }
    }

    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `Nothing is told behind the end, and what is unreadable is a fault`(upstream: Dialect, client: Dialect) throws {
        guard upstream != client, let stream = Scenario.text.streams[upstream] else { return }
        var translation = StreamTranslation(from: upstream, to: client, context: Sample.context, seed: "s", time: 1)
        for event in Sample.events(stream) { _ = translation.receive(event) }
        #expect(translation.end() != nil)
        #expect(translation.phase == .finished)
        for event in Sample.events(stream) { #expect(translation.receive(event).isEmpty) }
        #expect(translation.fail(APIFault(.timeout, "late")).isEmpty)
        var broken = StreamTranslation(from: upstream, to: client, context: Sample.context, seed: "s", time: 1)
        let output = broken.receive(StreamEvent(data: Array("<html>".utf8)))
        #expect(!output.isEmpty)
        guard case .failed = broken.phase else {
            Issue.record("it is no fault")
            return
        }
    }

    @Test
    func `The phase is waiting until something is told, so that a fault can become a status`() {
        var translation = StreamTranslation(from: .messages, to: .chat, context: Sample.context, seed: "s", time: 1)
        _ = translation.receive(Sample.events([MessagesSample.start])[0])
        #expect(translation.phase == .waiting)
        for event in Sample.events(MessagesSample.block(0, #"{"type":"text","text":""}"#, [#"{"type":"text_delta","text":"x"}"#])) {
            _ = translation.receive(event)
        }
        #expect(translation.phase == .answering)
    }

    @Test
    func `A client that did not ask for the usage does not get the chunk`() throws {
        var translation = StreamTranslation(
            from: .messages, to: .chat, context: AnswerContext(model: Sample.clientModel), seed: "s", time: Sample.time)
        var output: [StreamEvent] = []
        for event in Sample.events(try #require(Scenario.text.streams[.messages])) { output += translation.receive(event) }
        #expect(!output.contains { String(decoding: $0.data, as: UTF8.self).contains("usage") })
        #expect(try Grammar.summary(ofStream: output, in: .chat).ending == .stop)
    }

    @Test
    func `Memory is bounded: calls, and what waits behind an open one`() throws {
        var limits = TranslationLimits()
        limits.parallelCalls = 3
        limits.heldBytes = 1_000
        var many = StreamTranslation(from: .chat, to: .messages, context: Sample.context, seed: "s", time: 1, limits: limits)
        for index in 0..<5 {
            let call = #"{"tool_calls":[{"index":\#(index),"id":"c\#(index)","type":"function","function":{"name":"f","arguments":""}}]}"#
            _ = many.receive(Sample.events([ChatSample.chunk(call)])[0])
        }
        guard case .failed = many.phase else {
            Issue.record("five calls were taken")
            return
        }
        var long = StreamTranslation(from: .chat, to: .messages, context: Sample.context, seed: "s", time: 1, limits: limits)
        for index in 0..<2 {
            let call = #"{"tool_calls":[{"index":\#(index),"id":"c\#(index)","type":"function","function":{"name":"f","arguments":""}}]}"#
            _ = long.receive(Sample.events([ChatSample.chunk(call)])[0])
        }
        let piece = String(repeating: "x", count: 100)
        let more = ChatSample.chunk(#"{"tool_calls":[{"index":1,"function":{"arguments":"\#(piece)"}}]}"#)
        for _ in 0..<11 { _ = long.receive(Sample.events([more])[0]) }
        guard case .failed = long.phase else {
            Issue.record("1,100 bytes were held")
            return
        }
    }

    @Test
    func `Servers that number their calls in odd ways are understood`() throws {
        // Every call with index 0, ids tell them apart; arguments as an object; the name behind the first arguments.
        let stream = ChatSample.stream(
            [
                #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}]}"#,
                #"{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":{"y":2}}}]}"#,
                #"{"tool_calls":[{"index":7,"id":"c","function":{"arguments":"{"}}]}"#,
                #"{"tool_calls":[{"index":7,"function":{"name":"h","arguments":"}"}}]}"#,
            ], finish: "stop"
        )
        var translation = StreamTranslation(from: .chat, to: .messages, context: Sample.context, seed: "s", time: 1)
        var output: [StreamEvent] = []
        for event in Sample.events(stream) { output += translation.receive(event) }
        let calls = try Grammar.summary(ofStream: output, in: .messages).calls
        #expect(calls.map(\.name) == ["f", "g", "h"])
        #expect(calls.map(\.arguments) == [#"{"x":1}"#, #"{"y":2}"#, "{}"])
    }

    @Test
    func `A form that was asked for by a tool is told as text`() throws {
        var context = Sample.context
        context.formatTool = "answer"
        let stream = MessagesSample.stream(
            MessagesSample.block(
                0, #"{"type":"tool_use","id":"toolu_1","name":"answer","input":{}}"#,
                [#"{"type":"input_json_delta","partial_json":"{\"a\":"}"#, #"{"type":"input_json_delta","partial_json":"1}"}"#]
            ), finish: "tool_use"
        )
        var translation = StreamTranslation(from: .messages, to: .chat, context: context, seed: "s", time: Sample.time)
        var output: [StreamEvent] = []
        for event in Sample.events(stream) { output += translation.receive(event) }
        let summary = try Grammar.summary(ofStream: output, in: .chat)
        #expect(summary.text == #"{"a":1}"#)
        #expect(summary.ending == .stop && summary.calls.isEmpty)
    }

    @Test(arguments: [
        (#"{"type":"array","items":{"type":"string"}}"#, #"["a","b"]"#),
        (##"{"$defs":{"M":{"enum":["x"]}},"type":"array","items":{"$ref":"#/$defs/M"}}"##, #"["x"]"#), (#"{"type":"integer"}"#, "7"),
    ])
    func `A form that is no object's is a member of the tool's arguments, and told alone`(schema: String, text: String) throws {
        let members = #""generationConfig":{"responseMimeType":"application/json","responseJsonSchema":\#(schema)}"#
        let request = try Request(Request.text(.google, members), from: .google, to: .messages) { $0.takesStructuredOutput = false }
        #expect(request["tools[0].input_schema.type"] == #""object""#)
        #expect(request["tools[0].input_schema.properties.answer"] == schema)
        #expect((request["tools[0].input_schema.$defs"] != nil) == schema.contains("$defs"))
        let half = text.count / 2
        let pieces = [#"{"answer": "# + String(text.prefix(half)), String(text.dropFirst(half)) + "}"].map { piece in
            #"{"type":"input_json_delta","partial_json":"\#(piece.replacing("\"", with: "\\\""))"}"#
        }
        let call = #"{"type":"tool_use","id":"toolu_1","name":"answer","input":{}}"#
        let stream = MessagesSample.stream(MessagesSample.block(0, call, pieces), finish: "tool_use")
        var context = request.reply
        context.model = Sample.clientModel
        var translation = StreamTranslation(from: .messages, to: .google, context: context, seed: "s", time: Sample.time)
        var output: [StreamEvent] = []
        for event in Sample.events(stream) { output += translation.receive(event) }
        let summary = try Grammar.summary(ofStream: output, in: .google)
        #expect(summary.text == text)
        #expect(summary.ending == .stop && summary.calls.isEmpty)
    }

    @Test
    func `Citations arrive where the dialect has a place for them`() throws {
        let block = MessagesSample.block(
            0, #"{"type":"text","text":""}"#,
            [
                #"{"type":"text_delta","text":"x"}"#,
                #"{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://x.org","title":"X","cited_text":"c","encrypted_index":""}}"#,
            ]
        )
        for client in [Dialect.chat, .responses, .google] {
            var translation = StreamTranslation(from: .messages, to: client, context: Sample.context, seed: "s", time: Sample.time)
            var output: [StreamEvent] = []
            for event in Sample.events(MessagesSample.stream(block, finish: "end_turn")) { output += translation.receive(event) }
            _ = try Grammar.summary(ofStream: output, in: client)
            #expect(output.contains { String(decoding: $0.data, as: UTF8.self).contains("https://x.org") })
        }
    }

    @Test(arguments: [("OTHER", Dialect.chat), ("MALFORMED_FUNCTION_CALL", .messages), ("LANGUAGE", .responses)])
    func `Google's failures by finishReason are faults`(reason: String, client: Dialect) {
        var translation = StreamTranslation(from: .google, to: client, context: Sample.context, seed: "s", time: 1)
        _ = translation.receive(Sample.events([GoogleSample.response(#"{"text":"x"}"#, finish: reason)])[0])
        guard case .failed(let fault) = translation.phase else {
            Issue.record("it is no fault")
            return
        }
        #expect(fault.code == reason)
    }

    @Test(arguments: [Dialect.chat, .responses, .messages])
    func `An image that Google's model has made is noted, and its text told`(client: Dialect) throws {
        let image = #"{"inlineData":{"mimeType":"image/png","data":"aGk="}}"#
        let body = GoogleSample.response(#"{"text":"Here"},"# + image, finish: "STOP", usage: GoogleSample.usage)
        let answer = try AnswerTranslation.translated(
            Array(body.utf8), from: .google, to: client, context: Sample.context, seed: "s", time: Sample.time)
        #expect(answer.notes.map(\.field) == ["inlineData"])
        #expect(try Grammar.summary(ofBody: answer.body, in: client).text == "Here")
        var translation = StreamTranslation(from: .google, to: client, context: Sample.context, seed: "s", time: Sample.time)
        var output: [StreamEvent] = []
        for event in Sample.events(GoogleSample.stream([image, #"{"text":"Here"}"#], finish: "STOP")) {
            output += translation.receive(event)
        }
        output += translation.end() ?? []
        #expect(translation.notes.map(\.field) == ["inlineData"])
        #expect(try Grammar.summary(ofStream: output, in: client).text == "Here")
    }

    @Test
    func `A paused answer ends, with a note`() throws {
        var translation = StreamTranslation(from: .messages, to: .responses, context: Sample.context, seed: "s", time: 1)
        for event in Sample.events(MessagesSample.stream([], finish: "pause_turn")) { _ = translation.receive(event) }
        #expect(translation.phase == .finished)
        #expect(translation.notes.map(\.field) == ["stop_reason"])
    }

    @Test(arguments: [Dialect.messages, .responses])
    func `Hidden reasoning has no place in Chat, and is noted`(upstream: Dialect) throws {
        let block = MessagesSample.block(0, #"{"type":"redacted_thinking","data":"RU5D"}"#, [])
        let item = #"{"id":"rs_0","type":"reasoning","summary":[],"encrypted_content":"RU5D"}"#
        let items = ["added", "done"].map { #"{"type":"response.output_item.\#($0)","output_index":0,"item":\#(item)}"# }
        let stream = upstream == .messages ? MessagesSample.stream(block, finish: "end_turn") : ResponsesSample.stream(items)
        var translation = StreamTranslation(from: upstream, to: .chat, context: Sample.context, seed: "s", time: 1)
        for event in Sample.events(stream) { _ = translation.receive(event) }
        #expect(translation.phase == .finished)
        #expect(translation.notes.map(\.field) == ["reasoning"])
    }

    @Test
    func `An answer has a largest size`() {
        var limits = TranslationLimits()
        limits.answerBytes = 1_000
        var long = StreamTranslation(from: .chat, to: .responses, context: Sample.context, seed: "s", time: 1, limits: limits)
        let chunk = Sample.events([ChatSample.chunk(#"{"content":"0123456789"}"#)])[0]
        for _ in 0..<101 { _ = long.receive(chunk) }
        guard case .failed = long.phase else {
            Issue.record("1,010 bytes were taken")
            return
        }
    }

    @Test
    func `An output_index below 0 is no place, and the items' ids tell them apart`() throws {
        let stream = try #require(Scenario.calls.streams[.responses]).map {
            $0.replacing(#""output_index":1"#, with: #""output_index":-1"#).replacing(#""output_index":2"#, with: #""output_index":-1"#)
        }
        var translation = StreamTranslation(from: .responses, to: .messages, context: Sample.context, seed: "s", time: 1)
        var output: [StreamEvent] = []
        for event in Sample.events(stream) { output += translation.receive(event) }
        #expect(try Grammar.summary(ofStream: output, in: .messages).calls == Scenario.calls.expected.calls)
    }

    @Test(arguments: [Dialect.chat, .responses, .google])
    func `A citation without an address is noted where it has no place`(client: Dialect) throws {
        let content =
            #"{"type":"text","text":"x","citations":[{"type":"char_location","cited_text":"c","document_index":0,"document_title":"T","start_char_index":0,"end_char_index":1}]}"#
        let answer = try AnswerTranslation.translated(
            Array(MessagesSample.body(content, finish: "end_turn").utf8), from: .messages, to: client, context: Sample.context, seed: "s",
            time: 1
        )
        #expect(answer.notes.map(\.field) == ["citations"])
        #expect(!String(decoding: answer.body, as: UTF8.self).contains(#""T""#))
    }
}
