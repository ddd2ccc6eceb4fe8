import Testing

@testable import FakeArgo

@Suite struct ResponsesShapeTests {
    private let tools =
        #""tools":[{"type":"function","name":"shell","parameters":{"type":"object","properties":{"command":{"type":"array"}},"#
        + #""required":["command"]}},{"type":"custom","name":"apply_patch"}],"#

    private func ask(_ members: String, _ text: String = "say hi") -> Asking {
        .responses(
            #"{"model":"gpt55","user":"x",\#(members)"input":[{"role":"user","content":[{"type":"input_text","text":"\#(text)"}]}]}"#
        )
    }

    @Test func `a plain answer is a completed response`() throws {
        let reply = try ask("").answered().json()
        #expect(reply["object"]?.string == "response")
        #expect(reply["id"]?.string?.hasPrefix("resp_") == true)
        #expect(reply["status"]?.string == "completed")
        let message = try #require(reply["output"]?.elements.first)
        #expect(message["content"]?.elements.first?["text"]?.string == "Hello from GPT-5.5 on Argo. You said: say hi")
    }

    @Test func `a stream obeys the grammar`() throws {
        let events = try ask(#""stream":true,"#).answered().events()
        try ResponsesGrammar.check(events)
        #expect(try ResponsesGrammar.joined(events, "response.output_text.delta") == "Hello from GPT-5.5 on Argo. You said: say hi")
    }

    @Test func `reasoning comes first, with its summary and its contents where they are asked for`() throws {
        let members = #""stream":true,"reasoning":{"effort":"low","summary":"auto"},"include":["reasoning.encrypted_content"],"#
        let events = try ask(members).answered().events()
        try ResponsesGrammar.check(events)
        let output = try #require(try events.last?.json()["response"]?["output"]?.elements)
        #expect(output.map { $0["type"]?.string } == ["reasoning", "message"])
        #expect(output[0]["encrypted_content"]?.string?.isEmpty == false)
        #expect(
            try ResponsesGrammar.joined(events, "response.reasoning_summary_text.delta")
                == output[0]["summary"]?.elements.first?["text"]?.string)
    }

    @Test func `a function and a freeform tool are called as items of their own kind`() throws {
        let events = try ask(tools + #""stream":true,"#, "use the tool shell and use the tool apply_patch").answered().events()
        try ResponsesGrammar.check(events)
        let output = try #require(try events.last?.json()["response"]?["output"]?.elements)
        #expect(output.map { $0["type"]?.string } == ["function_call", "custom_tool_call"])
        #expect(output[0]["arguments"]?.string == #"{"command":[]}"#)
        #expect(output[0]["call_id"]?.string != output[0]["id"]?.string)
        #expect(try ResponsesGrammar.joined(events, "response.function_call_arguments.delta") == #"{"command":[]}"#)
        #expect(try ResponsesGrammar.joined(events, "response.custom_tool_call_input.delta") == output[1]["input"]?.string)
    }

    @Test func `the output of a call is quoted`() throws {
        let input =
            #"[{"role":"user","content":"x"},{"type":"function_call","call_id":"c","name":"shell","arguments":"{}"},"#
            + #"{"type":"function_call_output","call_id":"c","output":"done"}]"#
        let reply = Asking.responses(#"{"model":"gpt55",\#(tools)"input":\#(input)}"#).answered()
        #expect(reply.text.contains("The tool said: done"))
    }

    @Test func `a bound on tokens leaves the response incomplete`() throws {
        let events = try ask(#""stream":true,"max_output_tokens":3,"#).answered().events()
        try ResponsesGrammar.check(events, terminal: "response.incomplete")
        let response = try #require(try events.last?.json()["response"])
        #expect(response["status"]?.string == "incomplete")
        #expect(response["incomplete_details"]?["reason"]?.string == "max_output_tokens")
    }
}

/// The order of events in a Responses stream.
enum ResponsesGrammar {
    static func check(_ events: [TestEvent], terminal: String = "response.completed") throws {
        #expect(events.first?.name == "response.created")
        #expect(events.dropFirst().first?.name == "response.in_progress")
        #expect(events.last?.name == terminal)
        var open: (index: Int, id: String)?
        var next = 0
        for (number, event) in events.enumerated() {
            let json = try event.json()
            #expect(json["type"]?.string == event.name)
            #expect(json["sequence_number"]?.integer == number)
            switch event.name {
            case "response.output_item.added":
                #expect(open == nil)
                open = (next, try #require(json["item"]?["id"]?.string))
                #expect(json["output_index"]?.integer == next)
                next += 1
            case "response.output_item.done":
                #expect(json["item"]?["id"]?.string == open?.id)
                open = nil
            case "response.created", "response.in_progress", terminal: #expect(open == nil)
            default:
                #expect(json["item_id"]?.string == open?.id)
                #expect(json["output_index"]?.integer == open?.index)
            }
        }
        let output = try #require(try events.last?.json()["response"]?["output"])
        #expect(output.elements.count == next)
    }

    /// The deltas of one kind of event, put together.
    static func joined(_ events: [TestEvent], _ name: String) throws -> String {
        try events.filter { $0.name == name }.compactMap { try $0.json()["delta"]?.string }.joined()
    }
}
