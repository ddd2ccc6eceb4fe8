import Testing

@testable import FakeArgo

@Suite struct ChatShapeTests {
    private let tool =
        #""tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":"#
        + #"{"days":{"type":"integer"}},"required":["days"]}}}],"#

    private func ask(_ members: String, model: String = "GPT-4o", text: String = "say hi") -> Asking {
        .chat(#"{"model":"\#(model)","user":"alice",\#(members)"messages":[{"role":"user","content":"\#(text)"}]}"#)
    }

    @Test func `a plain answer has Azure's members for GPT`() throws {
        let reply = try ask("").answered().json()
        #expect(reply["object"]?.string == "chat.completion")
        #expect(reply["id"]?.string?.hasPrefix("chatcmpl-") == true)
        #expect(reply["service_tier"]?.string == "default")
        #expect(reply["system_fingerprint"]?.string != nil)
        let choice = try #require(reply["choices"]?.elements.first)
        #expect(choice["message"]?["content"]?.string == "Hello from GPT-4o on Argo. You said: say hi")
        #expect(choice["finish_reason"]?.string == "stop")
        #expect(reply["usage"]?["prompt_tokens"]?.integer != nil)
    }

    @Test func `Claude and Gemini answer on the same route`() throws {
        let claude = try ask(#""max_tokens":99,"#, model: "claudesonnet46").answered().json()
        #expect(claude["id"]?.string?.hasPrefix("msg_vrtx_") == true)
        #expect(claude["choices"]?.elements.first?["message"]?["content"]?.string?.hasPrefix("Hello from Claude Sonnet 4.6") == true)
        let gemini = try ask("", model: "Gemini 2.5 Pro").answered().json()
        #expect(gemini["choices"]?.elements.first?["message"]?["content"]?.string?.hasPrefix("Hello from Gemini 2.5 Pro") == true)
    }

    @Test(arguments: [true, false])
    func `a stream obeys the grammar`(includesUsage: Bool) throws {
        let members = #""stream":true,"stream_options":{"include_usage":\#(includesUsage)},"#
        let events = try ask(members).answered().events()
        try ChatGrammar.check(events, includesUsage: includesUsage)
        #expect(try ChatGrammar.text(events) == "Hello from GPT-4o on Argo. You said: say hi")
        let plain = try ask(members, model: "gemini25flash").answered().events()
        try ChatGrammar.check(plain, isAzure: false, includesUsage: includesUsage)
    }

    @Test func `a tool call comes whole or in pieces`() throws {
        let reply = try ask(tool, text: "weather?").answered().json()
        let choice = try #require(reply["choices"]?.elements.first)
        #expect(choice["finish_reason"]?.string == "tool_calls")
        #expect(choice["message"]?["content"] == nil)
        let call = try #require(choice["message"]?["tool_calls"]?.elements.first)
        #expect(call["id"]?.string?.hasPrefix("call_") == true)
        #expect(call["function"]?["arguments"]?.string == #"{"days":1}"#)

        let events = try ask(tool + #""stream":true,"#, text: "weather?").answered().events()
        try ChatGrammar.check(events)
        let deltas = try events.dropLast().compactMap { try $0.json()["choices"]?.elements.first?["delta"]?["tool_calls"]?.elements.first }
        #expect(deltas.first?["function"]?["name"]?.string == "get_weather")
        #expect(deltas.allSatisfy { $0["index"]?.integer == 0 })
        #expect(deltas.compactMap { $0["function"]?["arguments"]?.string }.joined() == #"{"days":1}"#)
    }

    @Test(arguments: [("\"none\"", false), ("\"required\"", true), (#"{"type":"function","function":{"name":"get_weather"}}"#, true)])
    func `tool_choice decides over a call`(choice: String, isCalled: Bool) throws {
        let text = isCalled ? "say hi" : "weather?"
        let reply = try ask(tool + "\"tool_choice\":\(choice),", text: text).answered().json()
        #expect((reply["choices"]?.elements.first?["finish_reason"]?.string == "tool_calls") == isCalled)
    }

    @Test func `a tool's result is quoted and images are counted`() throws {
        let messages =
            #"[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AA=="}}]},"#
            + #"{"role":"assistant","tool_calls":[{"id":"a"}]},{"role":"tool","tool_call_id":"a","content":"42"}]"#
        let reply = try Asking.chat(#"{"model":"gpt4o","user":"a","messages":\#(messages)}"#).answered().json()
        let text = reply["choices"]?.elements.first?["message"]?["content"]?.string
        #expect(text == "Hello from GPT-4o on Argo. I see 1 image (image/jpeg). The tool said: 42")
    }

    @Test func `an answer ends at the bound on tokens`() throws {
        let reply = try ask(#""max_completion_tokens":2,"#).answered().json()
        #expect(reply["choices"]?.elements.first?["message"]?["content"]?.string == "Hello from")
        #expect(reply["choices"]?.elements.first?["finish_reason"]?.string == "length")
    }
}
