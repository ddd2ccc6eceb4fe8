import FakeArgo
import Foundation
import Testing

/// The real Codex, which speaks Responses alone, on a model of Claude.
@Suite(.timeLimit(.minutes(10)), .enabled(if: RealClients.runs(RealClients.codex), RealClients.advice))
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

/// One process of the real Codex, which replaces the token itself, as a tool that the model asks for, and then has to go on.
@Suite(.timeLimit(.minutes(10)), .enabled(if: RealClients.runs(RealClients.codex), RealClients.advice))
struct CodexRotationTests {
    @Test func `a turn goes on with the new token when the old one was refused in its middle`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                let configured = try await RunningProgram.run(
                    try home.argoShim("configure", "codex", "--model", ConfiguredClient.codex.model))
                #expect(configured.status == .code(0), "\(configured)")
                let old = try shim.token()
                await argo.enqueue(
                    path: "/argoapi/v1/responses",
                    Self.call(of: "exec_command", #"{"cmd":"'\#(try ArgoShimBinary.path())' token rotate --token-grace 0"}"#))

                // The tool writes into the state folder, which is outside of what Codex' sandbox lets it.
                let answer = try await ConfiguredClient.codex.ask(
                    "rotate the token", options: ["--dangerously-bypass-approvals-and-sandbox"], in: home)

                #expect(answer.status == .code(0) && answer.output.contains("The tool said: "), "\(answer)")
                #expect(try shim.token() != old)
                let requests = await shim.stop().errors.split(separator: "\n").filter { $0.contains("POST /v1/responses") }
                let statuses = requests.compactMap { $0.firstMatch(of: /status=([0-9]+)/)?.1 }
                #expect(statuses.first == "200" && statuses.last == "200" && statuses.contains("401"), "\(requests)")
            }
        }
    }

    /// A streamed answer of Responses that is nothing but a call.
    private static func call(of tool: String, _ arguments: String) -> [Step] {
        let text = #""\#(arguments.replacing("\"", with: #"\""#))""#
        let item = #"{"type":"function_call","id":"fc_1","call_id":"call_1","name":"\#(tool)","arguments":\#(text),"status":"completed"}"#
        let response = { (status: String, output: String) in
            #"{"id":"resp_1","object":"response","created_at":1,"model":"gpt-5.5","status":"\#(status)","output":[\#(output)],"#
                + #""usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}"#
        }
        let event = { (name: String, number: Int, rest: String) in
            Step.event(name, #"{"type":"\#(name)","sequence_number":\#(number),\#(rest)}"#)
        }
        return [
            .streamHead,
            event("response.created", 0, #""response":\#(response("in_progress", ""))"#),
            event("response.output_item.done", 1, #""output_index":0,"item":\#(item)"#),
            event("response.completed", 2, #""response":\#(response("completed", item))"#),
            .end,
        ]
    }
}
