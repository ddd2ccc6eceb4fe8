import Testing

@testable import FakeArgo

/// One quirk, a request that shows it, and what comes back with it and without it.
struct QuirkCase: Sendable, CustomTestStringConvertible {
    struct Expectation: Sendable {
        let status: Int
        var contains = ""
        var lacks = "\u{0}"
    }

    let name: String
    let quirk: Quirk
    let asking: Asking
    let on: Expectation
    let off: Expectation

    var testDescription: String { name }

    private static let hello = #""messages":[{"role":"user","content":"say hi"}]"#
    private static let strings17 = "[" + Array(repeating: "\"a\"", count: 17).joined(separator: ",") + "]"
    private static let parallel =
        #""messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,"tool_calls":[{"id":"a"},{"id":"b"}]},"#
        + #"{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}]"#
    private static let emptyThinking =
        #""messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":""},"#
        + #"{"type":"text","text":"y"}]},{"role":"user","content":"z"}]"#

    static let all: [QuirkCase] = [
        QuirkCase(
            name: "1 HEAD",
            quirk: .refusesHeadProbe,
            asking: Asking(method: "HEAD", path: "/argoapi/api/hello"),
            on: .init(status: 404),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "2 display ids",
            quirk: .listsDisplayIDs,
            asking: Asking(method: "GET", path: "/argoapi/v1/models"),
            on: .init(
                status: 200,
                contains:
                    #"{"id":"Claude Sonnet 4.6","object":"model","created":1790000000,"owned_by":"anthropic","internal_id":"claudesonnet46"}"#
            ),
            off: .init(status: 200, contains: #"{"id":"claudesonnet46","object":"model""#, lacks: "internal_id")
        ),
        QuirkCase(
            name: "2 older list",
            quirk: .listsModelsInOlderShape,
            asking: Asking(method: "GET", path: "/argoapi/v1/models"),
            on: .init(status: 200, contains: #"{"id":"gpt4o","model_name":"GPT-4o"}"#),
            off: .init(status: 200, lacks: "model_name")
        ),
        QuirkCase(
            name: "3 unknown user",
            quirk: .deniesInsideSuccess,
            asking: .messages(#"{"model":"claudesonnet46","max_tokens":9,\#(hello)}"#, user: "nobody"),
            on: .init(status: 200, contains: "ACCESS DENIED"),
            off: .init(status: 403, contains: "permission_error")
        ),
        QuirkCase(
            name: "3 two keys",
            quirk: .refusesRepeatedKeys,
            asking: Asking(
                path: "/argoapi/v1/messages",
                headers: [("x-api-key", "alice"), ("X-Api-Key", "sk-ant-1")],
                body: #"{"model":"claudesonnet46","max_tokens":9,\#(hello)}"#
            ),
            on: .init(status: 403),
            off: .init(status: 200, contains: "Hello")
        ),
        QuirkCase(
            name: "4 no user",
            quirk: .requiresUserInBody,
            asking: .chat(#"{"model":"gpt4o",\#(hello)}"#),
            on: .init(status: 500, contains: "Internal Server Error"),
            off: .init(status: 200, contains: "Hello from GPT-4o on Argo.")
        ),
        QuirkCase(
            name: "4 blank user",
            quirk: .requiresUserInBody,
            asking: .embeddings(#"{"model":"v3small","input":"a","user":" "}"#),
            on: .init(status: 500, contains: "Internal Server Error"),
            off: .init(status: 200, contains: "embedding")
        ),
        QuirkCase(
            name: "5 key alone",
            quirk: .requiresBearerOnResponses,
            asking: Asking(path: "/argoapi/v1/responses", headers: [("x-api-key", "alice")], body: #"{"model":"gpt5","input":"hi"}"#),
            on: .init(status: 401, contains: "Not authenticated"),
            off: .init(status: 200, contains: "Hello from GPT-5")
        ),
        QuirkCase(
            name: "5 Claude",
            quirk: .servesGPTOnlyOnResponses,
            asking: .responses(#"{"model":"claudesonnet46","input":"hi"}"#),
            on: .init(status: 400, contains: "not supported on the /v1/responses endpoint"),
            off: .init(status: 200, contains: "Hello from Claude Sonnet 4.6")
        ),
        QuirkCase(
            name: "6 loose name",
            quirk: .requiresExactModelIDs,
            asking: .chat(#"{"model":"gpt-4o","user":"alice",\#(hello)}"#),
            on: .init(status: 400, contains: "Invalid model"),
            off: .init(status: 200, contains: "Hello from GPT-4o")
        ),
        QuirkCase(
            name: "6 unknown name",
            quirk: .requiresExactModelIDs,
            asking: .messages(#"{"model":"claude-opus-9","max_tokens":9,\#(hello)}"#),
            on: .init(status: 400, contains: "Invalid model"),
            off: .init(status: 200, contains: "Hello from claude-opus-9")
        ),
        QuirkCase(
            name: "6 GPT on messages",
            quirk: .servesClaudeOnlyOnMessages,
            asking: .messages(#"{"model":"gpt4o","max_tokens":9,\#(hello)}"#),
            on: .init(status: 400, contains: "Model 'gpt4o' is not supported on the /v1/messages endpoint."),
            off: .init(status: 200, contains: "Hello from GPT-4o")
        ),
        QuirkCase(
            name: "7 no max_tokens",
            quirk: .requiresStreamingForLongReplies,
            asking: .messages(#"{"model":"claudesonnet46",\#(hello)}"#),
            on: .init(status: 500, contains: "Streaming is required for operations that may take longer than 10 minutes"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "7 21001 tokens on chat",
            quirk: .requiresStreamingForLongReplies,
            asking: .chat(#"{"model":"Claude Sonnet 4.6","user":"alice","max_tokens":21001,\#(hello)}"#),
            on: .init(status: 500, contains: "Streaming is required"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "7 max_completion_tokens",
            quirk: .ignoresMaxCompletionTokensForClaude,
            asking: .chat(#"{"model":"claudesonnet46","user":"alice","max_completion_tokens":1,\#(hello)}"#),
            on: .init(status: 200, contains: #""finish_reason":"stop""#),
            off: .init(status: 200, contains: #""finish_reason":"length""#)
        ),
        QuirkCase(
            name: "9 message_start",
            quirk: .leavesUsageOut,
            asking: .messages(#"{"model":"claudesonnet46","max_tokens":99,"stream":true,\#(hello)}"#),
            on: .init(status: 200, lacks: #""input_tokens""#),
            off: .init(status: 200, contains: #""usage":{"input_tokens":"#)
        ),
        QuirkCase(
            name: "9 chat usage",
            quirk: .leavesUsageOut,
            asking: .chat(#"{"model":"gemini25pro","user":"alice",\#(hello)}"#),
            on: .init(status: 200, contains: #""prompt_tokens":null,"total_tokens":null"#),
            off: .init(status: 200, lacks: #""prompt_tokens":null"#)
        ),
        QuirkCase(
            name: "10 empty thinking",
            quirk: .refusesEmptyThinking,
            asking: .messages(#"{"model":"claudesonnet46","max_tokens":99,\#(emptyThinking)}"#),
            on: .init(status: 400, contains: "messages.1.content.0.thinking"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "11 strict tool",
            quirk: .refusesStrictTools,
            asking: .messages(
                #"{"model":"claudesonnet46","max_tokens":99,"tools":[{"name":"a","strict":true,"input_schema":{}}],\#(hello)}"#
            ),
            on: .init(status: 400, contains: "constraints/vertexai.allowedPartnerModelFeatures"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "11 structured output on chat",
            quirk: .refusesStrictTools,
            asking: .chat(#"{"model":"claudesonnet46","user":"a","max_tokens":99,"response_format":{"type":"json_schema"},\#(hello)}"#),
            on: .init(status: 400, contains: "allowedPartnerModelFeatures"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "13 count_tokens",
            quirk: .ignoresStreamOnCountTokens,
            asking: .count(#"{"model":"claudesonnet46","stream":true,\#(hello)}"#),
            on: .init(status: 200, contains: #"{"input_tokens":"#),
            off: .init(status: 400, contains: "stream: Extra inputs are not permitted")
        ),
        QuirkCase(
            name: "14 Flash Lite",
            quirk: .failsOnMaxTokensForFlashLite,
            asking: .chat(#"{"model":"gemini31flashlite","user":"a","max_tokens":50,\#(hello)}"#),
            on: .init(
                status: 500,
                contains: #"{"error":{"message":"'NoneType' object is not iterable","type":"TypeError","code":"internal_error"}}"#
            ),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "14 Flash",
            quirk: .failsOnFewTokensForFlash,
            asking: .chat(#"{"model":"gemini35flash","user":"a","max_tokens":15,\#(hello)}"#),
            on: .init(status: 500, contains: "'NoneType' object has no attribute 'parts'"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "14 parallel calls",
            quirk: .refusesParallelCallsOnGemini,
            asking: .chat(#"{"model":"gemini25pro","user":"a",\#(parallel)}"#),
            on: .init(status: 400, contains: "INVALID_ARGUMENT"),
            off: .init(status: 200, contains: "The tool said: 1 | 2")
        ),
        QuirkCase(
            name: "15 temperature on Opus 4.7",
            quirk: .refusesSamplingOnNewModels,
            asking: .messages(#"{"model":"claudeopus47","max_tokens":9,"temperature":1,\#(hello)}"#),
            on: .init(status: 400, contains: "temperature"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "15 temperature on GPT-5",
            quirk: .refusesSamplingOnNewModels,
            asking: .chat(#"{"model":"gpt5mini","user":"a","temperature":0,\#(hello)}"#),
            on: .init(status: 400, contains: "Unsupported value: 'temperature' does not support 0"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "15 temperature with top_p",
            quirk: .refusesTemperatureWithTopP,
            asking: .messages(#"{"model":"claudesonnet45","max_tokens":9,"temperature":1,"top_p":0.9,\#(hello)}"#),
            on: .init(status: 400, contains: "cannot both be specified"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "15 enabled on Opus 4.8",
            quirk: .refusesForeignThinking,
            asking: .messages(#"{"model":"claudeopus48","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":2000},\#(hello)}"#),
            on: .init(status: 400, contains: "thinking.type.adaptive"),
            off: .init(status: 200, contains: #""type":"thinking""#)
        ),
        QuirkCase(
            name: "15 adaptive on Sonnet 4.5",
            quirk: .refusesForeignThinking,
            asking: .messages(#"{"model":"claude-sonnet-4-5-20250929","max_tokens":9000,"thinking":{"type":"adaptive"},\#(hello)}"#),
            on: .init(status: 400, contains: "adaptive thinking is not supported"),
            off: .init(status: 200, contains: #""signature":"#)
        ),
        QuirkCase(
            name: "15 effort on Haiku 4.5",
            quirk: .refusesForeignThinking,
            asking: .messages(#"{"model":"claudehaiku45","max_tokens":9000,"output_config":{"effort":"low"},\#(hello)}"#),
            on: .init(status: 400, contains: "effort"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "15 budget below 1024",
            quirk: .checksThinkingBudget,
            asking: .messages(
                #"{"model":"claudesonnet46","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":1023},\#(hello)}"#),
            on: .init(status: 400, contains: "greater than or equal to 1024"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "15 budget not below max_tokens",
            quirk: .checksThinkingBudget,
            asking: .messages(
                #"{"model":"claudesonnet46","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":2000},\#(hello)}"#),
            on: .init(status: 400, contains: "must be greater than `thinking.budget_tokens`"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "15 max_tokens required",
            quirk: .requiresMaxTokens,
            asking: .messages(#"{"model":"claudesonnet46","stream":true,\#(hello)}"#),
            on: .init(status: 400, contains: "max_tokens: Field required"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "16 seventeen strings",
            quirk: .limitsEmbeddingInputs,
            asking: .embeddings(#"{"model":"v3small","user":"a","dimensions":2,"input":\#(strings17)}"#),
            on: .init(status: 422, contains: "at most 16 items"),
            off: .init(status: 200, contains: #""index":16"#)
        ),
        QuirkCase(
            name: "16 tokens",
            quirk: .refusesTokenArrays,
            asking: .embeddings(#"{"model":"v3small","user":"a","dimensions":2,"input":[1,2,3]}"#),
            on: .init(status: 422, contains: "valid string"),
            off: .init(status: 200)
        ),
        QuirkCase(
            name: "16 arrays of tokens",
            quirk: .refusesTokenArrays,
            asking: .embeddings(#"{"model":"v3small","user":"a","dimensions":2,"input":[[1,2],[3]]}"#),
            on: .init(status: 422, contains: "valid string"),
            off: .init(status: 200, contains: #""index":1"#)
        ),
        QuirkCase(
            name: "17 Vertex ids",
            quirk: .usesVertexShapes,
            asking: .messages(#"{"model":"claudesonnet46","max_tokens":99,\#(hello)}"#),
            on: .init(status: 200, contains: #""cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0}"#),
            off: .init(status: 200, contains: #""id":"msg_01"#, lacks: "cache_creation\"")
        ),
        QuirkCase(
            name: "17 Azure filters",
            quirk: .usesAzureShapes,
            asking: .chat(#"{"model":"gpt4o","user":"a",\#(hello)}"#),
            on: .init(status: 200, contains: #""content_filter_results":{"hate":"#),
            off: .init(status: 200, lacks: "content_filter")
        ),
    ]
}
