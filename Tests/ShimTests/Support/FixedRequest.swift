import Testing

/// A request that Argo refuses unless the named fixes change it.
struct FixedRequest: Sendable, CustomTestStringConvertible {
    let fixes: Set<String>
    let path: String
    let body: String

    var testDescription: String { fixes.sorted().joined(separator: ", ") + " on " + path }

    private init(_ fixes: Set<String>, _ path: String, _ body: String) {
        self.fixes = fixes
        self.path = path
        self.body = body
    }

    private static func messages(_ fix: String, _ model: String, _ fields: String, maxTokens: Int = 32_000) -> FixedRequest {
        FixedRequest(
            [fix], "/v1/messages",
            #"{"model":"\#(model)","max_tokens":\#(maxTokens),"stream":true,\#(fields),"messages":[{"role":"user","content":"hi"}]}"#)
    }

    private static func chat(_ fix: String, _ model: String, _ fields: String) -> FixedRequest {
        FixedRequest([fix], "/v1/chat/completions", #"{"model":"\#(model)",\#(fields),"messages":[{"role":"user","content":"hi"}]}"#)
    }

    static let all: [FixedRequest] = [
        chat("gemini-flash-lite-max-tokens", "gemini-3.1-flash-lite", #""max_tokens":100"#),
        chat("gemini-small-max-tokens", "gemini35flash", #""max_tokens":1"#),
        FixedRequest(
            ["gemini-parallel-tool-calls"], "/v1/chat/completions",
            #"""
            {"model":"gemini-2.5-pro","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"","tool_calls":[
            {"id":"a","type":"function","function":{"name":"t","arguments":"{}"}},
            {"id":"b","type":"function","function":{"name":"t","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}]}
            """#),
        messages("claude-sampling", "claude-opus-4-8", #""temperature":0"#),
        messages("claude-sampling", "claude-opus-5", #""top_p":0.9"#),
        messages("claude-sampling", "claude-sonnet-5", #""top_k":5"#),
        chat("gpt-sampling", "gpt-5.5", #""temperature":0"#),
        chat("gpt-sampling", "o3-mini", #""temperature":0.5"#),
        messages("claude-temperature-and-top-p", "claude-sonnet-4-5", #""temperature":0.5,"top_p":0.9"#),
        messages("claude-adaptive-thinking", "claudesonnet45", #""thinking":{"type":"adaptive"}"#),
        messages("claude-manual-thinking", "claude-opus-4-8", #""thinking":{"type":"enabled","budget_tokens":31999}"#),
        messages("claude-thinking-budget", "claude-sonnet-4-5", #""thinking":{"type":"enabled","budget_tokens":31999}"#, maxTokens: 8_000),
        messages("claude-effort", "claude-haiku-4-5", #""output_config":{"effort":"high"}"#),
        FixedRequest(
            ["embedding-batches"], "/v1/embeddings",
            #"{"model":"text-embedding-3-small","input":[\#((0..<17).map { "\"\($0)\"" }.joined(separator: ","))]}"#),
        FixedRequest(
            ["empty-thinking-blocks"], "/v1/messages",
            #"{"model":"claude-opus-4-8","max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":""}]},{"role":"user","content":"hi"}]}"#
        ),
        FixedRequest(
            ["claude-strict-tools"], "/v1/messages",
            #"{"model":"claude-opus-4-8","max_tokens":9,"tools":[{"name":"t","strict":true,"input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"hi"}]}"#
        ),
    ]
}
