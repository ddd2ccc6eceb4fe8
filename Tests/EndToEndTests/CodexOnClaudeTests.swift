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
                for (number, command) in ["echo one > result.txt", "echo two >> result.txt"].enumerated() {
                    await argo.enqueue(
                        path: "/argoapi/v1/messages",
                        ToolCallScript.messages(number + 1, tool: "exec_command", argument: ("cmd", command), model: Self.model))
                }

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
}
