import Testing

@testable import LosslessJSON
@testable import Shim

/// One body that a quirk fix changes, and what it becomes.
struct QuirkFixCase: Sendable, CustomTestStringConvertible {
    let fix: String
    let endpoint: APIEndpoint
    let body: String
    let expected: String
    /// What the body becomes without the fix.
    let without: String

    init(_ fix: String, _ endpoint: APIEndpoint, _ body: String, _ expected: String, without: String? = nil) {
        self.fix = fix
        self.endpoint = endpoint
        self.body = body
        self.expected = expected
        self.without = without ?? body
    }

    /// A streaming Messages request of a model, with these members behind.
    static func messages(_ fix: String, _ model: String, _ members: String, _ expected: String, without: String? = nil) -> QuirkFixCase {
        let head = "{\"model\":\"\(model)\",\"stream\":true"
        func body(_ members: String) -> String { head + (members.isEmpty ? "" : "," + members) + "}" }
        return QuirkFixCase(fix, .messages, body(members), body(expected), without: without.map(body))
    }

    /// A streaming Chat request of a model, with these members behind.
    static func chat(_ fix: String, _ model: String, _ members: String, _ expected: String) -> QuirkFixCase {
        let head = "{\"model\":\"\(model)\",\"stream\":true,\"user\":\"bob\""
        func body(_ members: String) -> String { head + (members.isEmpty ? "" : "," + members) + "}" }
        return QuirkFixCase(fix, .chatCompletions, body(members), body(expected))
    }

    var testDescription: String { "\(fix): \(body.prefix(120))" }
}

extension QuirkFixCase {
    static let all: [QuirkFixCase] = contents + tokens + thinking + effort + sampling + embeddings

    private static let contents: [QuirkFixCase] = [
        .messages(
            "empty-thinking-blocks", "claudeopus48",
            #""messages":[{"role":"assistant","content":[ {"type":"thinking","thinking":""} , {"type":"text","text":"a"} ]}]"#,
            #""messages":[{"role":"assistant","content":[ {"type":"text","text":"a"} ]}]"#),
        .messages(
            "empty-thinking-blocks", "claudeopus48",
            #""messages":[{"content":"q"},{"content":[{"signature":"","type":"thinking" , "thinking" : ""}]}, {"content":"r"}]"#,
            #""messages":[{"content":"q"}, {"content":"r"}]"#),
        .messages(
            "empty-thinking-blocks", "gpt4o",
            #""messages":[{"content":[{"type":"text"},{"type":"thinking"},{"type":"thinking","thinking":"x"}]}]"#,
            #""messages":[{"content":[{"type":"text"},{"type":"thinking","thinking":"x"}]}]"#),
        QuirkFixCase(
            "empty-thinking-blocks", .countTokens,
            #"{"messages":[{"content":[{"type":"thinking","thinking":null,"signature":null},{"type":"text"}]}]}"#,
            #"{"messages":[{"content":[{"type":"text"}]}]}"#),
        .chat(
            "gemini-parallel-tool-calls", "gemini25pro",
            #""messages":[{"role":"assistant","content":"t","tool_calls":[{"id":"a", "x":1.0},{"id":"b"}]},"#
                + #"{"role":"tool","tool_call_id":"a","content":"A"}, {"role":"tool","tool_call_id":"b","content":"B"},{"role":"user"}]"#,
            #""messages":[{"role":"assistant","content":"t","tool_calls":[{"id":"a", "x":1.0}]},"#
                + #"{"role":"tool","tool_call_id":"a","content":"A"},{"role":"assistant","content":"","tool_calls":[{"id":"b"}]}, "#
                + #"{"role":"tool","tool_call_id":"b","content":"B"},{"role":"user"}]"#),
        .chat(
            "gemini-null-content", "gemini35flash",
            #""messages":[{"role":"assistant","content": null ,"tool_calls":[{"id":"a"}]},{"role":"tool","x":null}]"#,
            #""messages":[{"role":"assistant","content": "" ,"tool_calls":[{"id":"a"}]},{"role":"tool","x":null}]"#),
        .messages(
            "claude-strict-tools", "claudeopus48",
            #""tools":[{"name":"t","strict":true,"input_schema":{"properties":{"strict":{"type":"string"}}}},{"name":"u"}]"#,
            #""tools":[{"name":"t","input_schema":{"properties":{"strict":{"type":"string"}}}},{"name":"u"}]"#),
        .chat(
            "claude-strict-tools", "claudeopus48",
            #""tools":[{"type":"function","function":{"strict":false,"name":"t"}}],"response_format":{"json_schema":{"strict":true}}"#,
            #""tools":[{"type":"function","function":{"name":"t"}}],"response_format":{"json_schema":{"strict":true}}"#),
    ]

    private static let tokens: [QuirkFixCase] = [
        .chat("gemini-flash-lite-max-tokens", "gemini31flashlite", #""max_tokens":9"#, #""max_completion_tokens":9"#),
        .chat(
            "gemini-flash-lite-max-tokens", "gemini31flashlite", #""max_tokens":9,"max_completion_tokens":8"#,
            #""max_completion_tokens":8"#),
        .chat("gemini-small-max-tokens", "gemini35flash", #""max_tokens":1"#, #""max_tokens":16"#),
        .chat("gemini-small-max-tokens", "gemini35flash", #""max_completion_tokens":15"#, #""max_completion_tokens":16"#),
        .chat("claude-max-completion-tokens", "claudesonnet45", #""max_completion_tokens":9"#, #""max_tokens":9"#),
        .chat("claude-max-completion-tokens", "claudesonnet45", #""max_tokens":7,"max_completion_tokens":9"#, #""max_tokens":7"#),
    ]

    private static let thinking: [QuirkFixCase] = [
        .messages(
            "claude-adaptive-thinking", "claudesonnet45", #""thinking":{"type":"adaptive"},"max_tokens":64000"#,
            #""thinking":{"budget_tokens":24576,"type":"enabled"},"max_tokens":64000"#),
        .messages(
            "claude-adaptive-thinking", "claudeopus45",
            #""thinking":{"type":"adaptive","display":"x"},"output_config":{"effort":"low"},"max_tokens":64000"#,
            #""thinking":{"budget_tokens":4096,"type":"enabled","display":"x"},"output_config":{"effort":"low"},"max_tokens":64000"#),
        .messages(
            "claude-adaptive-thinking", "claudehaiku45", #""thinking":{"type":"adaptive"},"max_tokens":8000"#,
            #""thinking":{"budget_tokens":6000,"type":"enabled"},"max_tokens":8000"#),
        .messages(
            "claude-adaptive-thinking", "claudehaiku45", #""max_tokens":1024,"thinking":{"type":"adaptive"}"#,
            #""max_tokens":1024,"thinking":{"type":"disabled"}"#),
        .messages(
            "claude-adaptive-thinking", "claudeopus41", #""thinking":{"type":"adaptive"}"#,
            #""thinking":{"budget_tokens":24576,"type":"enabled"}"#),
        QuirkFixCase(
            "claude-manual-thinking", .countTokens,
            #"{"model":"claudeopus47","thinking":{"type":"enabled","budget_tokens":31999}}"#,
            #"{"output_config":{"effort":"high"},"model":"claudeopus47","thinking":{"type":"adaptive"}}"#),
        .messages(
            "claude-manual-thinking", "claudesonnet5",
            #""thinking":{"budget_tokens":2000,"type":"enabled"},"output_config":{"format":1},"max_tokens":9000"#,
            #""thinking":{"type":"adaptive"},"output_config":{"effort":"low","format":1},"max_tokens":9000"#),
        .messages(
            "claude-manual-thinking", "claude-opus-5-5",
            #""thinking":{"type":"enabled","budget_tokens":9},"output_config":{"effort":"xhigh"}"#,
            #""thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"}"#),
        .messages("claude-opus-disabled-thinking", "claude-opus-5-5", #""thinking":{"type":"disabled"},"a":1"#, #""a":1"#),
        .messages(
            "claude-sonnet-disabled-thinking", "claude-sonnet-5-5", #""thinking":{"type":"disabled"}"#,
            #""thinking":{"type":"between_tools"}"#),
        .messages(
            "claude-thinking-budget", "claudesonnet46", #""thinking":{"type":"enabled","budget_tokens":8000},"max_tokens":8000"#,
            #""thinking":{"type":"enabled","budget_tokens":6000},"max_tokens":8000"#),
        .messages(
            "claude-thinking-budget", "claudesonnet45", #""thinking":{"type":"enabled","budget_tokens":31999},"max_tokens":1100"#,
            #""thinking":{"type":"enabled","budget_tokens":1024},"max_tokens":1100"#),
        .messages(
            "claude-thinking-budget", "claudesonnet45", #""thinking":{"type":"enabled","budget_tokens":31999},"max_tokens":1"#,
            #""thinking":{"type":"disabled"},"max_tokens":1"#),
    ]

    private static let effort: [QuirkFixCase] = [
        .messages("claude-effort", "claudesonnet45", #""output_config":{"effort":"high"},"a":1"#, #""a":1"#),
        .messages(
            "claude-effort", "claudehaiku45", #""output_config":{"effort":"high", "format":{"type":"json_schema"}}"#,
            #""output_config":{"format":{"type":"json_schema"}}"#),
        .messages("claude-effort", "claudeopus41", #""a":1,"output_config":{"effort":"low"}"#, #""a":1"#),
        .messages("claude-effort", "claudeopus45", #""output_config":{"effort":"max"}"#, #""output_config":{"effort":"high"}"#),
        .messages("claude-effort", "claudeopus46", #""output_config":{"effort":"xhigh"}"#, #""output_config":{"effort":"high"}"#),
    ]

    private static let sampling: [QuirkFixCase] = [
        .messages("claude-sampling", "claudeopus48", #""temperature":1.0,"top_k":5,"a":1"#, #""a":1"#),
        .messages("claude-sampling", "claude-haiku-5-5", #""top_p":0.5"#, ""),
        .chat("claude-sampling", "claudesonnet5", #""temperature":0"#, ""),
        .chat("gpt-sampling", "gpt56sol", #""temperature":0,"top_p":0.5,"presence_penalty":1,"logprobs":true,"a":1"#, #""a":1"#),
        .chat("gpt-sampling", "gpto3mini", #""frequency_penalty":0.1,"logit_bias":{},"top_logprobs":3"#, ""),
        QuirkFixCase("gpt-sampling", .responses, #"{"model":"gpt5","temperature":0.2,"top_p":1.0}"#, #"{"model":"gpt5","top_p":1.0}"#),
        .messages("claude-temperature-and-top-p", "claudesonnet45", #""temperature":0.5,"top_p":0.9"#, #""temperature":0.5"#),
        .chat("claude-temperature-and-top-p", "claudeopus41", #""top_p":0.9,"temperature":0.5"#, #""temperature":0.5"#),
        .messages(
            "claude-thinking-sampling", "claudesonnet46",
            #""thinking":{"type":"enabled","budget_tokens":1024},"temperature":0.5,"top_k":3"#,
            #""thinking":{"type":"enabled","budget_tokens":1024}"#),
        .messages(
            "claude-thinking-sampling", "claudeopus46", #""thinking":{"type":"adaptive"},"top_p":0.5"#, #""thinking":{"type":"adaptive"}"#),
    ]

    private static let embeddings: [QuirkFixCase] = [
        QuirkFixCase(
            "embedding-batches", .embeddings,
            #"{"user":"bob","input":["1","2","3","4","5","6","7","8","9","a","b","c","d","e","f","g", "h"]}"#,
            #"{"user":"bob","input":["1","2","3","4","5","6","7","8","9","a","b","c","d","e","f","g"]}"#)
    ]
}

/// Requests in short form for the tests of rewriting.
enum RewritingSample {
    static func rewrite(
        _ body: String, for endpoint: APIEndpoint = .chatCompletions, disabled: Set<String> = [],
        user: RewritePolicy.UserPolicy = .fillIn, catalogue: ModelCatalogue = .builtIn
    ) -> PreparedRequest {
        // What is rewritten in place, whatever the model.
        let disabled = disabled.union(TranslationRule.all.map(\.name))
        let rewritten = RequestRewriter(policy: RewritePolicy(user: "alice", userPolicy: user, disabledFixes: disabled))
            .rewrite(RequestBody(Array(body.utf8)), for: endpoint, catalogue: catalogue)
        guard case .forward(let request) = rewritten else {
            Issue.record("not forwarded: \(rewritten)")
            return PreparedRequest(bodies: [])
        }
        return request
    }

    /// The only body of a request as text.
    static func text(_ request: PreparedRequest) -> String {
        String(decoding: request.bodies.first?.bytes ?? [], as: UTF8.self)
    }
}
