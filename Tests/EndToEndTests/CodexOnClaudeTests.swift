import FakeArgo
import Testing

/// The real Codex, which speaks Responses alone, on a model of Claude.
@Suite(.timeLimit(.minutes(2)), .enabled(if: RealClients.runs(RealClients.codex), RealClients.advice))
struct CodexOnClaudeTests {
    private static let model = "claude-opus-4-8"

    @Test func `two calls of a tool, one after the other, write what they should`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                let configured = try await RunningProgram.run(try home.argoShim("configure", "codex", "--model", Self.model))
                #expect(configured.status == .code(0), "\(configured)")
                await argo.enqueue(path: "/argoapi/v1/messages", Self.call(1, command: "printf 'one\\\\n' > result.txt"))
                await argo.enqueue(path: "/argoapi/v1/messages", Self.call(2, command: "printf 'two\\\\n' >> result.txt"))

                let answer = try await ConfiguredClient.codex.ask(
                    "write two lines", options: ["--dangerously-bypass-approvals-and-sandbox"], in: home)

                #expect(answer.status == .code(0) && answer.output.contains("Hello from Claude Opus 4.8 on Argo."), "\(answer)")
                #expect(home.text("result.txt") == "one\ntwo\n", "\(answer)")
                let asked = await argo.requests.filter { $0.path == "/argoapi/v1/messages" }.map(\.text)
                #expect(asked.count == 3)
                // Each call and its result come back in the form of Messages, under their own names.
                #expect(asked.last?.contains(#""tool_use_id":"toolu_1""#) == true && asked.last?.contains(#""id":"toolu_2""#) == true)
            }
        }
    }

    /// A streamed answer of Messages that is a word and a call, whose arguments come in two pieces.
    private static func call(_ number: Int, command: String) -> [Step] {
        let event = { (name: String, rest: String) in Step.event(name, #"{"type":"\#(name)"\#(rest)}"#) }
        let message =
            #"{"id":"msg_\#(number)","type":"message","role":"assistant","model":"\#(model)","content":[],"stop_reason":null,"#
            + #""stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}"#
        let tool = #"{"type":"tool_use","id":"toolu_\#(number)","name":"exec_command","input":{}}"#
        return [
            .streamHead,
            event("message_start", #","message":\#(message)"#),
            event("content_block_start", #","index":0,"content_block":{"type":"text","text":""}"#),
            event("content_block_delta", #","index":0,"delta":{"type":"text_delta","text":"I write."}"#),
            event("content_block_stop", #","index":0"#),
            event("content_block_start", #","index":1,"content_block":\#(tool)"#),
            event("content_block_delta", #","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"cmd\":"}"#),
            event("content_block_delta", #","index":1,"delta":{"type":"input_json_delta","partial_json":"\"\#(command)\"}"}"#),
            event("content_block_stop", #","index":1"#),
            event("message_delta", #","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":9}"#),
            event("message_stop", ""),
            .end,
        ]
    }
}
