import Models
import Testing

@testable import Translation

/// Each row of the table "Request fields".
@Suite
struct RequestFieldTests {
    @Test(arguments: [
        // Length. Messages requires it: the model's maximum, not a small constant.
        FieldCase(.chat, "", .messages, ["max_tokens": "64000"]),
        FieldCase(.chat, #""max_tokens":7"#, .messages, ["max_tokens": "7"]),
        FieldCase(
            .chat, #""max_tokens":7,"max_completion_tokens":8"#, .responses, ["max_output_tokens": "16"], notes: ["max_completion_tokens"]),
        FieldCase(
            .chat, #""max_completion_tokens":90000"#, .google, ["generationConfig.maxOutputTokens": "64000"],
            notes: ["max_completion_tokens"]),
        FieldCase(.messages, "", .chat, ["max_completion_tokens": "1000", "max_tokens": ""]),
        FieldCase(.messages, "", .chat, ["max_tokens": "1000", "max_completion_tokens": ""]) { $0.takesMaximumCompletionTokens = false },
        FieldCase(.responses, #""max_output_tokens":50"#, .messages, ["max_tokens": "50"]),
        FieldCase(.google, #""generationConfig":{"maxOutputTokens":50}"#, .chat, ["max_completion_tokens": "50"]),
        FieldCase(.google, #""generation_config":{"max_output_tokens":50}"#, .chat, ["max_completion_tokens": "50"]),
        // Sampling.
        FieldCase(.chat, #""temperature":1.50"#, .messages, ["temperature": "1"], notes: ["temperature"]),
        FieldCase(.chat, #""temperature":0.70"#, .messages, ["temperature": "0.70"]),
        FieldCase(.chat, #""temperature":1.50"#, .google, ["generationConfig.temperature": "1.50"]),
        FieldCase(.messages, #""temperature":0.3,"top_p":0.9"#, .responses, ["temperature": "0.3", "top_p": "0.9"]),
        FieldCase(.messages, #""temperature":0.3,"top_p":0.9"#, .chat, ["temperature": "0.3", "top_p": ""], notes: ["top_p"]) {
            $0.takesTemperatureWithTopP = false
        },
        FieldCase(.chat, #""temperature":0"#, .responses, ["temperature": ""], notes: ["temperature"]) { $0.takesTemperature = false },
        FieldCase(.messages, #""top_k":5"#, .google, ["generationConfig.topK": "5"]),
        FieldCase(.messages, #""top_k":5"#, .chat, ["top_k": ""], notes: ["top_k"]),
        FieldCase(.google, #""generationConfig":{"topP":0.5,"top_k":3}"#, .messages, ["top_p": "0.5", "top_k": "3"]),
        FieldCase(.chat, #""stop":"END""#, .messages, ["stop_sequences": #"["END"]"#]),
        FieldCase(.chat, #""stop":["a","b"]"#, .google, ["generationConfig.stopSequences": #"["a","b"]"#]),
        FieldCase(.chat, #""stop":["a"]"#, .responses, ["stop": ""], notes: ["stop"]),
        FieldCase(.messages, #""stop_sequences":["a"]"#, .chat, ["stop": #"["a"]"#]),
        FieldCase(
            .chat, #""seed":3,"presence_penalty":0.5,"frequency_penalty":1"#, .google,
            ["generationConfig.seed": "3", "generationConfig.presencePenalty": "0.5", "generationConfig.frequencyPenalty": "1"]),
        FieldCase(
            .chat, #""seed":3,"presence_penalty":0.5,"n":2,"logprobs":true,"logit_bias":{"1":2}"#, .messages, ["seed": ""],
            notes: ["seed", "presence_penalty", "n", "logprobs", "logit_bias"]),
        FieldCase(.chat, #""n":1,"logprobs":false,"store":false,"temperature":null"#, .messages, ["temperature": ""]),
        // Form of the answer.
        FieldCase(
            .chat, #""response_format":{"type":"json_schema","json_schema":{"name":"f","strict":true,"schema":{"type":"object"}}}"#,
            .responses, ["text.format.type": #""json_schema""#, "text.format.name": #""f""#, "text.format.schema": #"{"type":"object"}"#]),
        FieldCase(
            .chat, #""response_format":{"type":"json_schema","json_schema":{"name":"f","strict":true,"schema":{"type":"object"}}}"#,
            .messages, ["output_config.format": #"{"type":"json_schema","schema":{"type":"object"}}"#, "tools": ""]),
        FieldCase(
            .chat, #""response_format":{"type":"json_schema","json_schema":{"name":"f","schema":{"type":"object"}}}"#, .messages,
            ["tools[0].name": #""f""#, "tool_choice.name": #""f""#, "tool_choice.type": #""tool""#, "output_config": ""]
        ) {
            $0.takesStructuredOutput = false
        },
        FieldCase(
            .chat, #""response_format":{"type":"json_object"}"#, .google, ["generationConfig.responseMimeType": #""application/json""#]),
        FieldCase(
            .messages,
            #""output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"string"}}}}}"#, .google,
            [
                "generationConfig.responseSchema.properties.a.type": #""STRING""#,
                "generationConfig.responseMimeType": #""application/json""#,
            ]),
        FieldCase(
            .google,
            #""generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"STRING","nullable":true}}}}"#,
            .chat, ["response_format.json_schema.schema": #"{"type":"object","properties":{"a":{"type":["string","null"]}}}"#]),
        // Reasoning.
        FieldCase(.chat, #""reasoning_effort":"low""#, .responses, ["reasoning.effort": #""low""#]) {
            $0.reasoning = .effort([.low, .high])
        },
        FieldCase(.chat, #""reasoning_effort":"xhigh""#, .responses, ["reasoning.effort": #""high""#], notes: ["reasoning_effort"]) {
            $0.reasoning = .effort([.low, .high])
        },
        FieldCase(.chat, #""reasoning_effort":"medium""#, .messages, ["thinking": #"{"type":"enabled","budget_tokens":10240}"#]) {
            $0.reasoning = .budget
        },
        FieldCase(
            .chat, #""reasoning_effort":"medium""#, .messages, ["thinking": #"{"type":"adaptive"}"#, "output_config.effort": #""medium""#]
        ) {
            $0.reasoning = .adaptive(ReasoningEffort.allCases)
        },
        FieldCase(.chat, #""reasoning_effort":"none""#, .messages, ["thinking": #"{"type":"disabled"}"#]) { $0.reasoning = .budget },
        FieldCase(.chat, #""reasoning_effort":"none""#, .google, ["generationConfig.thinkingConfig.thinkingBudget": "0"]) {
            $0.reasoning = .budget
        },
        FieldCase(.chat, #""reasoning_effort":"high""#, .messages, ["thinking": ""], notes: ["reasoning_effort"]),
        FieldCase(.messages, #""thinking":{"type":"enabled","budget_tokens":31999}"#, .chat, ["reasoning_effort": #""high""#]) {
            $0.reasoning = .effort(ReasoningEffort.allCases)
        },
        FieldCase(.messages, #""thinking":{"type":"disabled"}"#, .chat, ["reasoning_effort": #""none""#]) {
            $0.reasoning = .effort([.low])
        },
        FieldCase(.messages, #""thinking":{"type":"disabled"}"#, .chat, ["reasoning_effort": #""low""#], notes: ["thinking"]) {
            $0.reasoning = .effort([.low])
            $0.canDisableReasoning = false
        },
        FieldCase(
            .messages, #""thinking":{"type":"adaptive"},"output_config":{"effort":"max"}"#, .responses,
            ["reasoning.effort": #""xhigh""#, "reasoning.summary": #""auto""#], notes: ["thinking"]
        ) { $0.reasoning = .effort([.low, .xhigh]) },
        FieldCase(
            .messages, #""thinking":{"type":"enabled","budget_tokens":2000}"#, .google,
            ["generationConfig.thinkingConfig": #"{"thinkingBudget":750,"includeThoughts":true}"#], notes: ["thinking"]
        ) { $0.reasoning = .budget },
        FieldCase(
            .google, #""generationConfig":{"maxOutputTokens":4000,"thinkingConfig":{"thinkingBudget":8000,"includeThoughts":true}}"#,
            .messages,
            ["thinking.budget_tokens": "3000"], notes: ["thinkingConfig"]
        ) { $0.reasoning = .budget },
        FieldCase(.google, #""generationConfig":{"thinkingConfig":{"thinkingLevel":"LOW"}}"#, .chat, ["reasoning_effort": #""low""#]) {
            $0.reasoning = .effort([.low])
        },
        FieldCase(
            .chat, #""reasoning_effort":"low","temperature":0.5,"top_p":0.5"#, .messages, ["temperature": "", "top_p": ""],
            notes: ["temperature", "top_p"]
        ) {
            $0.reasoning = .budget
            $0.takesSamplingWithReasoning = false
        },
        // Streaming, cache, user.
        FieldCase(.messages, #""stream":true"#, .chat, ["stream": "true", "stream_options": #"{"include_usage":true}"#]),
        FieldCase(.chat, #""stream":true,"stream_options":{"include_usage":false}"#, .responses, ["stream": "true", "stream_options": ""]),
        FieldCase(.chat, #""prompt_cache_key":"k""#, .responses, ["prompt_cache_key": #""k""#]),
        FieldCase(.chat, #""prompt_cache_key":"k""#, .messages, ["messages[0].content[0].cache_control": #"{"type":"ephemeral"}"#]),
        FieldCase(
            .chat, #""prompt_cache_key":"k","user":"u","metadata":{"a":"b"}"#, .google, [:],
            notes: ["user", "metadata", "prompt_cache_key"]),
        FieldCase(.chat, #""user":"u""#, .messages, ["metadata.user_id": #""u""#]),
        FieldCase(.messages, #""metadata":{"user_id":"u"}"#, .chat, ["user": #""u""#]),
        FieldCase(.responses, #""metadata":{"a":"b"},"user":"u""#, .chat, ["metadata": #"{"a":"b"}"#, "user": #""u""#]),
        FieldCase(.responses, #""store":true,"include":["reasoning.encrypted_content"],"truncation":"disabled""#, .chat, [:]),
        FieldCase(
            .messages, #""context_management":{"edits":[]},"service_tier":"auto""#, .chat, [:],
            notes: ["context_management", "service_tier"]),
        FieldCase(.google, #""safetySettings":[],"labels":{"a":"b"}"#, .chat, [:], notes: ["safetySettings", "labels"]),
    ])
    func `Each field becomes what the table says, and what it cannot become is noted`(_ row: FieldCase) throws {
        let request = try Request(Request.text(row.source, row.members), from: row.source, to: row.target, row.change)
        for (path, value) in row.expected { #expect(request[path] ?? "" == value, "\(path)") }
        #expect(Set(request.noted.map { String($0.split(separator: ".").last ?? "") }) == Set(row.notes.map { String($0) }))
    }

    @Test
    func `A model whose maximum is not known must be told max_tokens`() {
        #expect(Request.refusal(Request.text(.chat), from: .chat, to: .messages) { $0.maximumOutput = nil } == "max_tokens")
    }

    @Test(arguments: Dialect.allCases)
    func `A body that is no request is refused with its path`(dialect: Dialect) {
        for target in Dialect.allCases where target != dialect {
            #expect(Request.refusal("{", from: dialect, to: target) == "")
            #expect(Request.refusal("[]", from: dialect, to: target) == "")
            let content = dialect == .google ? "contents" : dialect == .responses ? "input" : "messages"
            #expect(Request.refusal("{}", from: dialect, to: target) == content)
            #expect(Request.refusal(#"{"\#(content)":7}"#, from: dialect, to: target) == content)
        }
        #expect(Request.refusal(Request.text(.chat, #""temperature":"hot""#), from: .chat, to: .messages) == "temperature")
        #expect(Request.refusal(#"{"messages":[{"role":"robot","content":""}]}"#, from: .chat, to: .messages) == "messages[0].role")
        #expect(
            Request.refusal(#"{"input":"x","previous_response_id":"resp_1"}"#, from: .responses, to: .messages) == "previous_response_id")
        #expect(Request.refusal(#"{"thread":{"type":"create"},"messages":[]}"#, from: .messages, to: .chat) == "thread")
    }

    @Test
    func `Reasoning does not begin in the middle of calls that were made without it`() throws {
        let body =
            #"{"model":"m","reasoning_effort":"low","messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}]}"#
        let loop = try Request(body, from: .chat, to: .messages) { $0.reasoning = .budget }
        #expect(loop["thinking"] == #"{"type":"disabled"}"#)
        #expect(loop.noted == ["reasoning_effort"])
        let adaptive = try Request(body, from: .chat, to: .messages) { $0.reasoning = .adaptive([.low]) }
        #expect(adaptive["thinking"] == #"{"type":"adaptive"}"#)
    }

    @Test
    func `Several texts of the system are one message of Chat`() throws {
        let system = #""system":[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#
        let request = try Request(Request.text(.messages, system), from: .messages, to: .chat)
        #expect(request["messages[0]"] == #"{"role":"system","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#)
        #expect(request["messages[1].role"] == #""user""#)
    }
}

/// One field of a request, and what becomes of it.
struct FieldCase: CustomTestStringConvertible {
    let source: Dialect
    let members: String
    let target: Dialect
    /// Values as they are spelled by their paths; an empty text where there must be none.
    let expected: [String: String]
    let notes: [String]
    let change: @Sendable (inout ModelTraits) -> Void

    init(
        _ source: Dialect, _ members: String, _ target: Dialect, _ expected: [String: String], notes: [String] = [],
        _ change: @escaping @Sendable (inout ModelTraits) -> Void = { _ in }
    ) {
        self.source = source
        self.members = members
        self.target = target
        self.expected = expected
        self.notes = notes
        self.change = change
    }

    var testDescription: String { "\(source.rawValue) → \(target.rawValue): \(members.prefix(60))" }
}
