import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// The real Claude Code behind the real shim, with nothing but the settings file that the shim wrote.
///
/// One after the other: each run takes some hundred megabytes.
@Suite(.serialized, .enabled(if: RealClients.runsClaudeCode, RealClients.advice))
struct ClaudeCodeTests {
    private static let path = "/argoapi/v1/messages"
    private static let greeting = "Hello from Claude "

    @Test func `claude -p answers with nothing but the settings that the shim wrote`() async throws {
        let home = try TestHome()
        try home.write(UserSettings.text, to: TestHome.settings)
        try await withShim(home) { shim, argo in
            let settings = try #require(home.text(TestHome.settings))
            UserSettings.expectSurvived(in: settings)
            #expect(try UserSettings.value("env", "ANTHROPIC_BASE_URL", in: settings) == "http://127.0.0.1:\(shim.port)/argoapi")
            #expect(try UserSettings.value("apiKeyHelper", in: settings) == "echo \(try shim.token())")

            let claude = try await ClaudeCode.ask("say hi", in: home)
            expectGreeting(claude)
            #expect(claude.output.contains("You said: say hi"), "\(claude)")
            try expectArrived(await argo.requests, token: try shim.token())
            #expect(await shim.stop().status == .code(0))
        }
    }

    @Test func `a home without settings gets some, for its user alone`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withShim(home) { _, _ in
            #expect(try home.mode(TestHome.settings) == 0o600)
            expectGreeting(try await ClaudeCode.ask("say hi", in: home))
        }
    }

    @Test func `the token may stay out of the settings`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withShim(home, options: ["--api-key-helper", "command"]) { shim, _ in
            let settings = try #require(home.text(TestHome.settings))
            let token = try shim.token()
            #expect(!settings.contains(token))
            expectGreeting(try await ClaudeCode.ask("say hi", in: home))
        }
    }

    @Test func `a token that was rotated without grace is good for the next question`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withShim(home) { shim, _ in
            expectGreeting(try await ClaudeCode.ask("say hi", in: home))
            let rotation = try await RunningProgram.run(try home.argoShim("token", "rotate", "--token-grace", "0"))
            #expect(rotation.status == .code(0), "\(rotation)")
            _ = try await shim.program.errors.line(2, containing: "apiKeyHelper")
            expectGreeting(try await ClaudeCode.ask("say hi", in: home))
        }
    }

    @Test func `the command that demo prints starts a Claude Code that works`() async throws {
        let home = try TestHome()
        try await RunningShim.with(home, try home.argoShim("demo")) { shim in
            _ = try await shim.program.output.line(containing: "Press Ctrl-C to stop it.")
            _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
            let command = try #require(PrintedCommands(shim.program.output.lines).claudeCode)
            expectGreeting(try await ClaudeCode.run(command + " -p 'say hi'", in: home))
            #expect(await shim.stop().status == .code(0))
        }
        #expect(try home.names(in: "tmp").filter { $0.hasPrefix("argo-shim-demo") } == [])
    }

    @Test(arguments: ["gpt-5.5", "gpt-4o", "gemini-2.5-pro"])
    func `Claude Code works on a model that is no Claude`(model: String) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withShim(home) { _, _ in
            let claude = try await ClaudeCode.ask("say hi", in: home, arguments: ["--model", model])
            #expect(claude.status == .code(0), "\(claude)")
            #expect(claude.output.hasPrefix("Hello from G"), "\(claude)")
            #expect(claude.output.contains("You said: say hi"), "\(claude)")
        }
    }

    @Test(arguments: ["gpt-4o", "claude-opus-4-8"])
    func `two calls of a tool, one after the other, write what they should`(model: String) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withShim(home) { _, argo in
            for (number, command) in ["echo one > result.txt", "echo two >> result.txt"].enumerated() {
                let argument = (name: "command", value: command)
                if model.hasPrefix("claude") {
                    await argo.enqueue(
                        path: Self.path, ToolCallScript.messages(number + 1, tool: "Bash", argument: argument, model: model))
                } else {
                    await argo.enqueue(
                        path: "/argoapi/v1/chat/completions",
                        ToolCallScript.chat(number + 1, tool: "Bash", argument: argument, model: model))
                }
            }
            let claude = try await ClaudeCode.ask("write two lines", in: home, arguments: ["--model", model, "--allowedTools", "Bash"])
            #expect(claude.status == .code(0) && claude.output.hasPrefix("Hello from "), "\(claude)")
            #expect(home.text("result.txt") == "one\ntwo\n", "\(claude)")
        }
    }

    @Test func `every tier has a model that Argo has`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withShim(home) { _, _ in
            for tier in ["opus", "sonnet", "haiku"] {
                let claude = try await ClaudeCode.ask("say hi", in: home, arguments: ["--model", tier])
                #expect(claude.output.lowercased().contains("hello from claude \(tier)"), "\(claude)")
            }
        }
    }

    @Test(arguments: Mishap.all)
    func `a question survives what went wrong upstream`(mishap: Mishap) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withShim(home) { _, argo in
            await argo.enqueue(path: Self.path, mishap.steps)
            let claude = try await ClaudeCode.ask("say hi", in: home)
            expectGreeting(claude)
            #expect(!claude.output.contains("half an ans"), "\(claude)")
            let asked = await argo.requests.filter { $0.path == Self.path }
            #expect(asked.count >= 2, "the request was not repeated")
            // Argo refuses Claude Code's 32,000 tokens without a stream, and it would ask like that for ever.
            for request in asked { #expect(request.text.contains(#""stream":true"#)) }
        }
    }

    @Test func `of a model that Argo lacks Claude Code says so at once, in its own words`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withShim(home) { _, _ in
            let claude = try await ClaudeCode.ask("say hi", in: home, arguments: ["--model", "claude-opus-9"])
            #expect(claude.status != .code(0))
            #expect(claude.output.contains("the selected model (claude-opus-9). It may not exist"), "\(claude)")
        }
    }

    // MARK: What every test does

    /// A shim in front of an embedded Argo, when Claude Code's settings name the models that this Argo has.
    private func withShim(
        _ home: TestHome, options: [String] = [], _ body: (RunningShim, FakeArgo) async throws -> Void
    ) async throws {
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: options) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                try await body(shim, argo)
            }
        }
    }

    private func expectGreeting(_ claude: FinishedProgram) {
        #expect(claude.status == .code(0) && claude.output.contains(Self.greeting), "\(claude)")
    }

    /// Checks what Argo saw: one user, one key, Claude Code's own headers, and the token nowhere.
    private func expectArrived(_ requests: [ReceivedRequest], token: String) throws {
        // The probe is answered by the shim: Argo knows no HEAD.
        #expect(requests.allSatisfy { $0.method != "HEAD" })
        let asked = requests.filter { $0.path == Self.path }
        #expect(!asked.isEmpty)
        for request in asked {
            #expect(request.target.hasSuffix("?beta=true"))
            #expect(request.values(of: "x-api-key") == ["tester"])
            #expect(request.values(of: "authorization") == ["Bearer tester"])
            #expect(request.values(of: "host") == ["apps.inside.anl.gov"])
            #expect(request.values(of: "anthropic-version") == ["2023-06-01"])
            let betas = request.values(of: "anthropic-beta").flatMap { $0.split(separator: ",") }
            #expect(betas.contains("claude-code-20250219") && betas.count >= 2, "\(request.headers)")
            #expect(!request.headers.contains { $0.value.contains(token) } && !request.text.contains(token))
            let body = try JSONDocument(request.body)
            // So many that Argo would refuse it without a stream.
            #expect(body.value(at: ["max_tokens"]).flatMap(body.integer) ?? 0 > 21_000)
        }
    }
}

/// Something that goes wrong upstream once, and that Claude Code gets over when the shim passes it on rightly.
struct Mishap: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let steps: [Step]

    private init(_ description: String, _ steps: [Step]) {
        testDescription = description
        self.steps = steps
    }

    static let all = [
        Mishap(
            "an error as the first event of a 200",
            [.streamHead, .event("error", error("api_error", "Internal server error")), .end]),
        Mishap("overload as the first event of a 200", [.streamHead, .event("error", error("overloaded_error", "Overloaded")), .end]),
        Mishap(
            "an error as the body of a 200",
            [.head(200, [HeaderField("content-type", "application/json")]), .chunk(error("api_error", "Internal server error")), .end]),
        Mishap("rubbish as the body of a 200", [.head(200, [HeaderField("content-type", "text/html")]), .chunk("<html>"), .end]),
        Mishap("a quota in a 500", [.head(500), .chunk(#"{"error":{"message":"429 RESOURCE_EXHAUSTED. Quota exceeded"}}"#), .end]),
        Mishap(
            "a limit with a time to wait",
            [.head(429, [HeaderField("retry-after", "1")]), .chunk(error("rate_limit_error", "Too many requests")), .end]),
        Mishap("nginx's own page", [.head(502, [HeaderField("content-type", "text/html")]), .chunk("<html>502 Bad Gateway</html>"), .end]),
        Mishap("a stream that is cut", [.streamHead] + half + [.truncate]),
        Mishap("a stream that is reset", [.streamHead] + half + [.reset]),
        Mishap("a stream that ends as if it were complete", [.streamHead] + half + [.end]),
        Mishap(
            "overload in the middle of a stream",
            [.streamHead] + half + [.event("error", error("overloaded_error", "Overloaded")), .end]),
        Mishap("a connection that is closed without an answer", [.truncate]),
    ]

    private static func error(_ type: String, _ message: String) -> String {
        #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"}}"#
    }

    /// An answer that begins well.
    private static let half: [Step] = [
        .event(
            "message_start",
            #"{"type":"message_start","message":{"id":"msg_vrtx_01half","type":"message","role":"assistant","model":"claude-opus-5","#
                + #""content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}"#),
        .event("content_block_start", #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#),
        .event("content_block_delta", #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"half an ans"}}"#),
    ]
}
