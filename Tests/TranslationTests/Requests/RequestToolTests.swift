import Models
import Testing

@testable import Translation

/// Each row of the table "Tools".
@Suite
struct RequestToolTests {
    static let tools: [Dialect: String] = [
        .chat:
            #""tools":[{"type":"function","function":{"name":"look","description":"Looks.","parameters":{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"}}}}}]"#,
        .responses:
            #""tools":[{"type":"function","name":"look","description":"Looks.","parameters":{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"}}}}]"#,
        .messages:
            #""tools":[{"name":"look","description":"Looks.","input_schema":{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"}}}}]"#,
        .google:
            #""tools":[{"functionDeclarations":[{"name":"look","description":"Looks.","parameters":{"type":"OBJECT","properties":{"z":{"type":"STRING"},"a":{"type":"INTEGER"}}}}]}]"#,
    ]

    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `A tool keeps its name, its words and the order of its schema`(source: Dialect, target: Dialect) throws {
        guard source != target else { return }
        let request = try Request(Request.text(source, try #require(Self.tools[source])), from: source, to: target)
        let schema = #"{"type":"object","properties":{"z":{"type":"string"},"a":{"type":"integer"}}}"#
        let (tool, written) =
            switch target {
            case .chat: ("tools[0].function", "parameters")
            case .responses: ("tools[0]", "parameters")
            case .messages: ("tools[0]", "input_schema")
            case .google: ("tools[0].functionDeclarations[0]", "parameters")
            }
        #expect(request[tool + ".name"] == #""look""#)
        #expect(request[tool + ".description"] == #""Looks.""#)
        let expected =
            target == .google
            ? schema.replacing("object", with: "OBJECT").replacing("string", with: "STRING").replacing("integer", with: "INTEGER") : schema
        #expect(request[tool + "." + written] == expected)
        #expect(request.notes.isEmpty)
    }

    @Test(arguments: [
        (Dialect.chat, #""tool_choice":"required""#, Dialect.messages, "tool_choice", #"{"type":"any"}"#),
        (
            .chat, #""tool_choice":"auto","parallel_tool_calls":false"#, .messages, "tool_choice",
            #"{"type":"auto","disable_parallel_tool_use":true}"#
        ),
        (.chat, #""parallel_tool_calls":false"#, .messages, "tool_choice", #"{"type":"auto","disable_parallel_tool_use":true}"#),
        (.chat, #""tool_choice":"none""#, .messages, "tool_choice", #"{"type":"none"}"#),
        (
            .chat, #""tool_choice":{"type":"function","function":{"name":"look"}}"#, .messages, "tool_choice",
            #"{"type":"tool","name":"look"}"#
        ),
        (
            .chat, #""tool_choice":{"type":"function","function":{"name":"look"}}"#, .responses, "tool_choice",
            #"{"type":"function","name":"look"}"#
        ),
        (
            .responses, #""tool_choice":{"type":"function","name":"look"}"#, .chat, "tool_choice",
            #"{"type":"function","function":{"name":"look"}}"#
        ),
        (.responses, #""tool_choice":"required""#, .google, "toolConfig.functionCallingConfig", #"{"mode":"ANY"}"#),
        (.messages, #""tool_choice":{"type":"any","disable_parallel_tool_use":true}"#, .chat, "parallel_tool_calls", "false"),
        (
            .messages, #""tool_choice":{"type":"tool","name":"look"}"#, .google, "toolConfig.functionCallingConfig",
            #"{"mode":"ANY","allowedFunctionNames":["look"]}"#
        ),
        (
            .google, #""toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["look"]}}"#, .messages, "tool_choice",
            #"{"type":"tool","name":"look"}"#
        ),
        (.google, #""tool_config":{"function_calling_config":{"mode":"NONE"}}"#, .chat, "tool_choice", #""none""#),
    ])
    func `A choice is the same choice`(source: Dialect, members: String, target: Dialect, path: String, expected: String) throws {
        let text = Request.text(source, try #require(Self.tools[source]) + "," + members)
        #expect(try Request(text, from: source, to: target)[path] == expected)
    }

    @Test
    func `A forced tool that does not exist is refused, one beside reasoning is set free`() throws {
        let missing = Request.text(.chat, #""tool_choice":{"type":"function","function":{"name":"look"}}"#)
        #expect(Request.refusal(missing, from: .chat, to: .messages) == "tool_choice.function.name")
        let text = Request.text(.chat, try #require(Self.tools[.chat]) + #","tool_choice":"required","reasoning_effort":"low""#)
        let request = try Request(text, from: .chat, to: .messages) { $0.reasoning = .budget }
        #expect(request["tool_choice"] == #"{"type":"auto"}"#)
        #expect(request.noted == ["tool_choice"])
    }

    @Test
    func `Tools that the vendor runs are noted, never sent as empty functions`() throws {
        let messages = try Request(
            Request.text(.messages, #""tools":[{"type":"web_search_20250305","name":"web_search"}]"#), from: .messages, to: .chat)
        #expect(messages["tools"] == nil)
        #expect(messages.noted == ["tools[0]"])
        let responses = try Request(
            Request.text(.responses, #""tools":[{"type":"web_search"}],"tool_choice":"auto""#), from: .responses, to: .messages)
        #expect(responses["tools"] == nil)
        #expect(responses["tool_choice"] == nil)
        let google = try Request(Request.text(.google, #""tools":[{"googleSearch":{}}]"#), from: .google, to: .responses)
        #expect(google.noted == ["tools[0].googleSearch"])
    }

    @Test(arguments: [
        (Dialect.messages, #"{"type":"bash_20250124","name":"bash"}"#, "tools[0]"),
        (.messages, #"{"type":"memory_20250818","name":"memory"}"#, "tools[0]"), (.responses, #"{"type":"apply_patch"}"#, "tools[0]"),
        (.google, #"{"computerUse":{}}"#, "tools[0].computerUse"),
    ])
    func `Tools that the client runs and only the vendor's models know are refused`(source: Dialect, tool: String, path: String) {
        #expect(Request.refusal(Request.text(source, #""tools":[\#(tool)]"#), from: source, to: .chat) == path)
    }

    @Test
    func `A freeform tool is a function upstream, and freeform again for the client`() throws {
        let text = Request.text(.responses, #""tools":[{"type":"custom","name":"apply_patch","description":"Patches."}]"#)
        let request = try Request(text, from: .responses, to: .messages)
        #expect(request["tools[0].input_schema.required"] == #"["input"]"#)
        var translation = StreamTranslation(from: .messages, to: .responses, context: request.reply, seed: "s", time: 1)
        let stream = MessagesSample.stream(
            MessagesSample.block(
                0, #"{"type":"tool_use","id":"toolu_1","name":"apply_patch","input":{}}"#,
                [#"{"type":"input_json_delta","partial_json":"{\"input\":\"a\\n"}"#, #"{"type":"input_json_delta","partial_json":"b\"}"}"#]
            ), finish: "tool_use"
        )
        var output: [StreamEvent] = []
        for event in Sample.events(stream) { output += translation.receive(event) }
        let done = try #require(output.first { $0.name == "response.custom_tool_call_input.done" })
        #expect(try JSONReader(done.data).string("input") == "a\nb")
        let back =
            #"{"model":"m","input":[{"type":"custom_tool_call","call_id":"c","name":"apply_patch","input":"x"},{"type":"custom_tool_call_output","call_id":"c","output":"ok"}]}"#
        #expect(try Request(back, from: .responses, to: .messages)["messages[0].content[0].input"] == #"{"input":"x"}"#)
        let grammar = Request.text(
            .responses, #""tools":[{"type":"custom","name":"p","format":{"type":"grammar","syntax":"lark","definition":"x"}}]"#)
        for target in [Dialect.chat, .messages, .google] {
            #expect(try Request(grammar, from: .responses, to: target).noted == ["tools[0].format"])
        }
        let native = try Request(text, from: .responses, to: .chat) { $0.takesFreeformTools = true }
        #expect(native["tools[0].custom.name"] == #""apply_patch""#)
    }

    private static let namespace: String = {
        let tools = ["get", "put"].map { #"{"type":"function","name":"\#($0)","parameters":{"type":"object","properties":{}}}"# }
        return #""tools":[{"type":"namespace","name":"mcp__wx","description":"Weather.","tools":[\#(tools.joined(separator: ","))]}]"#
    }()

    @Test(arguments: [
        (Dialect.chat, "tools[1].function.name"), (.messages, "tools[1].name"), (.google, "tools[0].functionDeclarations[1].name"),
    ])
    func `Tools in a namespace are functions upstream`(target: Dialect, path: String) throws {
        let members = Self.namespace + #","tool_choice":{"type":"function","name":"put","namespace":"mcp__wx"}"#
        let request = try Request(Request.text(.responses, members), from: .responses, to: target)
        #expect(request[path] == #""mcp__wx__put""#)
        #expect(request.noted == ["tools[0].description"])
    }

    @Test
    func `The call of a tool in a namespace has it again for the client, and is found when it comes back`() throws {
        let request = try Request(Request.text(.responses, Self.namespace), from: .responses, to: .messages)
        let call = #"{"type":"tool_use","id":"toolu_1","name":"mcp__wx__get","input":{}}"#
        let piece = #"{"type":"input_json_delta","partial_json":"{}"}"#
        var translation = StreamTranslation(from: .messages, to: .responses, context: request.reply, seed: "s", time: 1)
        var output: [StreamEvent] = []
        for event in Sample.events(MessagesSample.stream(MessagesSample.block(0, call, [piece]), finish: "tool_use")) {
            output += translation.receive(event)
        }
        for name in ["response.output_item.added", "response.output_item.done"] {
            let item = try JSONReader(try #require(output.first { $0.name == name }).data).value("item")
            #expect(item?.string("name") == "get" && item?.string("namespace") == "mcp__wx")
        }
        let arguments = try JSONReader(try #require(output.first { $0.name == "response.function_call_arguments.done" }).data)
        #expect(arguments.string("name") == "get")
        let whole = try AnswerTranslation.translated(
            Array(#"{"type":"message","role":"assistant","content":[\#(call)],"stop_reason":"tool_use"}"#.utf8), from: .messages,
            to: .responses, context: request.reply, seed: "s", time: 1)
        let item = try JSONReader(whole.body).value("output")?.elements?.first
        #expect(item?.string("name") == "get" && item?.string("namespace") == "mcp__wx")
        let back =
            #"{"model":"m","input":[{"type":"function_call","call_id":"c","name":"get","namespace":"mcp__wx","arguments":"{}"},"#
            + #"{"type":"function_call_output","call_id":"c","output":"ok"}],\#(Self.namespace)}"#
        #expect(try Request(back, from: .responses, to: .messages)["messages[0].content[0].name"] == #""mcp__wx__get""#)
    }

    @Test
    func `Names and ids stay, unless the upstream refuses them; then there is a way back`() throws {
        let tools = #""tools":[{"functionDeclarations":[{"name":"fs.read:now"},{"name":"fs_read"}]}]"#
        let request = try Request(Request.text(.google, tools), from: .google, to: .messages)
        let name = try #require(request.value("tools[0].name")?.string)
        #expect(name != "fs.read:now" && name.utf8.allSatisfy(StableName.isWordByte))
        #expect(request["tools[1].name"] == #""fs_read""#)
        #expect(request.reply.toolNames == [name: "fs.read:now"])
        let body = MessagesSample.body(#"{"type":"tool_use","id":"toolu_1","name":"\#(name)","input":{}}"#, finish: "tool_use")
        let answer = try AnswerTranslation.translated(
            Array(body.utf8), from: .messages, to: .google, context: request.reply, seed: "s", time: 1)
        #expect(String(decoding: answer.body, as: UTF8.self).contains(#""name":"fs.read:now""#))
        // Kimi's ids: a client of Messages gets one that it takes, and sends it back.
        #expect(CallIdentifiers.spelled("toolu_vrtx_01", in: .messages) == "toolu_vrtx_01")
        #expect(CallIdentifiers.original(CallIdentifiers.spelled("functions.read:0", in: .messages)) == "functions.read:0")
        #expect(CallIdentifiers.spelled(String(repeating: "é", count: 100), in: .messages).utf8.count <= 64)
        #expect(CallIdentifiers.spelled(String(repeating: "x", count: 60), in: .chat).utf8.count == 40)
    }

    @Test
    func `Google's schemas have references in their places and no unknown keywords`() throws {
        let schema =
            ##"{"$defs":{"P":{"type":"object","properties":{"x":{"type":["number","null"]}},"additionalProperties":false},"L":{"type":"object","properties":{"next":{"$ref":"#/$defs/L"}}}},"type":"object","properties":{"p":{"$ref":"#/$defs/P"},"k":{"const":"a"},"u":{"anyOf":[{"type":"string"},{"type":"null"}]},"l":{"$ref":"#/$defs/L"},"list":{"type":"array"}},"required":["p"],"$schema":"x"}"##
        let text = Request.text(.chat, #""tools":[{"type":"function","function":{"name":"f","parameters":\#(schema)}}]"#)
        let request = try Request(text, from: .chat, to: .google)
        #expect(
            request["tools[0].functionDeclarations[0].parameters"]
                == #"{"type":"OBJECT","properties":{"p":{"type":"OBJECT","properties":{"x":{"nullable":true,"type":"NUMBER"}}},"k":{"enum":["a"]},"u":{"nullable":true,"type":"STRING"},"l":{"type":"OBJECT","properties":{"next":{"type":"OBJECT"}}},"list":{"type":"ARRAY","items":{}}},"required":["p"]}"#
        )
        #expect(request.notes.count == 2)
        let missing = Request.text(.chat, ##""tools":[{"type":"function","function":{"name":"f","parameters":{"$ref":"#/$defs/X"}}}]"##)
        #expect(Request.refusal(missing, from: .chat, to: .google) == "tools[0]")
        // References that double at each step would fill the memory.
        let steps = (0..<40).map { ##""D\##($0)":{"anyOf":[{"$ref":"#/$defs/D\##($0 + 1)"},{"$ref":"#/$defs/D\##($0 + 1)"}]}"## }
        let bomb = ##"{"$defs":{\##(steps.joined(separator: ",")),"D40":{}},"$ref":"#/$defs/D0"}"##
        let text2 = Request.text(.chat, #""tools":[{"type":"function","function":{"name":"f","parameters":\#(bomb)}}]"#)
        #expect(Request.refusal(text2, from: .chat, to: .google) == "tools[0]")
    }

    @Test
    func `Calls and results without a partner are reported`() {
        let call =
            #"{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}"#
        let result = #"{"role":"tool","tool_call_id":"c","content":"x"}"#
        #expect(Request.refusal(#"{"messages":[\#(call)]}"#, from: .chat, to: .messages) == "messages[1].tool_calls[0]")
        #expect(Request.refusal(#"{"messages":[\#(result)]}"#, from: .chat, to: .messages) == "messages[0]")
        #expect(Request.refusal(#"{"messages":[\#(call),\#(result)]}"#, from: .chat, to: .messages) == nil)
    }

    @Test
    func `A result that comes late is put behind its call`() throws {
        let text =
            #"{"messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""}}]},{"role":"user","content":"wait"},{"role":"tool","tool_call_id":"c","content":"x"}]}"#
        let request = try Request(text, from: .chat, to: .messages)
        #expect(request["messages[1].content[0].type"] == #""tool_result""#)
        #expect(request["messages[1].content[1].text"] == #""wait""#)
        #expect(request["messages[0].content[0].input"] == "{}")
    }

    @Test
    func `Gemini behind Chat gets call, result, call, result`() throws {
        let text =
            #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":"t"},{"type":"tool_use","id":"1","name":"f","input":{}},{"type":"tool_use","id":"2","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"2","content":"b"},{"type":"tool_result","tool_use_id":"1","content":"a"},{"type":"text","text":"go on"}]}]}"#
        let request = try Request(text, from: .messages, to: .chat) {
            $0.takesParallelCallHistory = false
            $0.takesNullContent = false
        }
        let roles = (0..<6).map { request["messages[\($0)].role"] ?? "" }
        #expect(roles == [#""user""#, #""assistant""#, #""tool""#, #""assistant""#, #""tool""#, #""user""#])
        #expect(request["messages[1].content"] == #""t""#)
        #expect(request["messages[3].content"] == #""""#)
        #expect(request["messages[4].tool_call_id"] == #""2""#)
    }
}
