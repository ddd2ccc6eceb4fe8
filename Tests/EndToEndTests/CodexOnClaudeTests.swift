import FakeArgo
import Foundation
import Testing

/// The real Codex, which speaks Responses alone, on a model of Claude.
@Suite(.timeLimit(.minutes(2)), .enabled(if: RealClients.runs(RealClients.codex), RealClients.advice))
struct CodexOnClaudeTests {
    private static let model = "claude-opus-4-8"

    /// Does something while a shim runs that Codex is configured for.
    private func withConfiguredCodex(_ home: TestHome, _ body: (FakeArgo) async throws -> Void) async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                let configured = try await RunningProgram.run(try home.argoShim("configure", "codex", "--model", Self.model))
                #expect(configured.status == .code(0), "\(configured)")
                try await body(argo)
            }
        }
    }

    @Test func `two calls of a tool, one after the other, write what they should`() async throws {
        let home = try TestHome()
        try await withConfiguredCodex(home) { argo async throws in
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

    /// Codex keeps the tools of such a server in a namespace, which Responses alone has.
    @Test(.enabled(if: RealClients.runsPython, RealClients.advice))
    func `the tool of an MCP server is called`() async throws {
        let python = try #require(RealClients.python, RealClients.advice)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Clients/Servers/mcp_writer.py")
            .path
        let home = try TestHome()
        try await withConfiguredCodex(home) { argo async throws in
            let settings = try #require(home.text(".codex/config.toml"))
            let server = """

                [mcp_servers.writer]
                command = "\(python)"
                args = ["\(script)"]
                cwd = "\(home.path)"
                required = true
                startup_timeout_sec = 60
                env = { PYTHONDONTWRITEBYTECODE = "1" }

                """
            try home.write(settings + server, to: ".codex/config.toml")
            await argo.enqueue(
                path: "/argoapi/v1/messages",
                ToolCallScript.messages(1, tool: "mcp__writer__write_line", argument: ("text", "one"), model: Self.model))

            let answer = try await ConfiguredClient.codex.ask(
                "write a line", options: ["--dangerously-bypass-approvals-and-sandbox"], in: home)

            #expect(answer.status == .code(0), "\(answer)")
            #expect(home.text("result.txt") == "one\n", "\(answer)")
            let asked = await argo.requests.filter { $0.path == "/argoapi/v1/messages" }.map(\.text)
            #expect(asked.last?.contains("wrote one") == true, "\(answer)")
        }
    }
}
