import Testing

@testable import FakeArgo

@Suite struct MessagesShapeTests {
    private let tools =
        #"[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"},"unit":{"enum":["C","F"]}},"#
        + #""required":["city","unit"]}},{"name":"read","input_schema":{"type":"object"}}]"#

    private func ask(_ members: String, _ content: String = "\"say hi\"") -> Asking {
        .messages(#"{"model":"claude-sonnet-4-6","max_tokens":9000,\#(members)"messages":[{"role":"user","content":\#(content)}]}"#)
    }

    @Test func `a plain answer greets and echoes`() throws {
        let reply = try ask("").answered().json()
        #expect(reply["content"]?.elements.map { $0["text"]?.string } == ["Hello from Claude Sonnet 4.6 on Argo. You said: say hi"])
        #expect(reply["id"]?.string?.hasPrefix("msg_vrtx_") == true)
        #expect(reply["type"]?.string == "message")
        #expect(reply["role"]?.string == "assistant")
        #expect(reply["stop_reason"]?.string == "end_turn")
        #expect(reply["usage"]?["input_tokens"]?.integer != nil)
        #expect(reply["usage"]?["output_tokens"]?.integer == 11)
    }

    @Test func `a stream obeys the grammar and carries the same text`() throws {
        let response = ask(#""stream":true,"#).answered()
        #expect(response.header("content-type") == "text/event-stream; charset=utf-8")
        let events = try response.events()
        try MessagesGrammar.check(events)
        #expect(events[1].name == "ping")
        #expect(try MessagesGrammar.text(events) == "Hello from Claude Sonnet 4.6 on Argo. You said: say hi")
    }

    @Test func `thinking comes first and with a signature`() throws {
        let reply = try ask(#""thinking":{"type":"adaptive"},"#).answered().json()
        #expect(reply["content"]?.elements.map { $0["type"]?.string } == ["thinking", "text"])
        let block = try #require(reply["content"]?.elements.first)
        #expect(block["thinking"]?.string?.isEmpty == false)
        #expect(block["signature"]?.string?.isEmpty == false)

        let events = try ask(#""stream":true,"thinking":{"type":"enabled","budget_tokens":1024},"#).answered().events()
        try MessagesGrammar.check(events)
        #expect(try MessagesGrammar.joined(events, "thinking") == block["thinking"]?.string)
        #expect(try !MessagesGrammar.joined(events, "signature").isEmpty)
    }

    @Test func `a tool that is asked for is called with its required properties`() throws {
        let reply = try ask(#""tools":\#(tools),"#, "\"What is the weather?\"").answered().json()
        #expect(reply["stop_reason"]?.string == "tool_use")
        let call = try #require(reply["content"]?.elements.last)
        #expect(call["id"]?.string?.hasPrefix("toolu_vrtx_") == true)
        #expect(call["name"]?.string == "get_weather")
        #expect(call["input"]?["city"]?.string == "Chicago")
        #expect(call["input"]?["unit"]?.string == "C")
    }

    @Test func `two tools are called in two blocks of one stream`() throws {
        let text = "\"Use the tool read, and use the tool get_weather.\""
        let events = try ask(#""stream":true,"tools":\#(tools),"#, text).answered().events()
        try MessagesGrammar.check(events)
        let starts = try events.filter { $0.name == "content_block_start" }.map { try $0.json()["content_block"]?["name"]?.string }
        #expect(starts == [nil, "get_weather", "read"])
        #expect(try MessagesGrammar.joined(events, "partial_json") == #"{"city":"Chicago","unit":"C"}{}"#)
    }

    @Test func `a tool's result is quoted`() throws {
        let content = #"[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"21 degrees"}]}]"#
        let reply = try ask(#""tools":\#(tools),"#, content).answered().json()
        #expect(reply["content"]?.elements.first?["text"]?.string?.hasSuffix("The tool said: 21 degrees") == true)
    }

    @Test func `images are counted with their types`() throws {
        let image = #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}"#
        let url = #"{"type":"image","source":{"type":"url","url":"https://example.org/a.png"}}"#
        let reply = try ask("", #"[\#(image),\#(url),{"type":"text","text":"look"}]"#).answered().json()
        #expect(reply["content"]?.elements.first?["text"]?.string?.contains("I see 2 images (image/png, url). You said: look") == true)
    }

    @Test func `an answer ends at max_tokens`() throws {
        let body = #"{"model":"claudeopus5","max_tokens":1,"messages":[{"role":"user","content":"x"}]}"#
        let reply = try Asking.messages(body).answered().json()
        #expect(reply["content"]?.elements.first?["text"]?.string == "Hello")
        #expect(reply["stop_reason"]?.string == "max_tokens")
    }

    @Test func `tokens are counted the same each time and more for more text`() throws {
        let short = Asking.count(#"{"model":"claudesonnet46","messages":[{"role":"user","content":"hi"}]}"#)
        let long = Asking.count(#"{"model":"claudesonnet46","messages":[{"role":"user","content":"hi, this is quite a bit more"}]}"#)
        let count = try #require(try short.answered().json()["input_tokens"]?.integer)
        #expect(try short.answered().json()["input_tokens"]?.integer == count)
        #expect(try #require(try long.answered().json()["input_tokens"]?.integer) > count)
    }
}
