import FakeArgo
import Foundation
import Testing

/// Real clients that read what `argo-shim configure` wrote, and nothing else.
///
/// One after the other: some of them load for seconds.
@Suite(.serialized, .timeLimit(.minutes(25))) struct ConfiguredClientTests {
    @Test(
        .enabled(if: ConfiguredClient.allCases.contains { RealClients.runs($0.program) }, RealClients.advice),
        arguments: ConfiguredClient.allCases.filter { RealClients.runs($0.program) })
    func `a client answers with what configure wrote, and again when the token was replaced`(client: ConfiguredClient) async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                let configured = try await RunningProgram.run(try home.argoShim("configure", client.rawValue, "--model", client.model))
                #expect(configured.status == .code(0) && configured.errors.contains("\(client.rawValue): wrote "), "\(configured)")
                try await expectAnswer(to: "say hi", from: client, in: home)

                let old = try shim.token()
                #expect(try await RunningProgram.run(try home.argoShim("token", "rotate", "--token-grace", "0")).status == .code(0))
                if let words = client.wordsForNewToken { _ = try await shim.program.errors.line(containing: words) }
                try await expectAnswer(to: "say hi again", from: client, in: home)

                let tokens = [old, try shim.token()]
                for request in await argo.requests {
                    #expect(
                        !tokens.contains { token in request.text.contains(token) || request.headers.contains { $0.value.contains(token) } })
                }
                // Hermes looks around without any token first.
                let refused = await shim.stop().errors.split(separator: "\n").filter {
                    $0.contains("status=401") && $0.contains("POST /v1/")
                }
                #expect(refused == [], "a client that starts asks for the token that is good")
            }
            // The client may have written into its settings itself; what is ours goes.
            #expect(try await RunningProgram.run(try home.argoShim("configure", "--undo")).status == .code(0))
            #expect(try await RunningProgram.run(try home.argoShim("configure", "--undo")).errors.hasPrefix("There is nothing to restore"))
        }
    }

    private func expectAnswer(to question: String, from client: ConfiguredClient, in home: TestHome) async throws {
        let finished = try await client.ask(question, in: home)
        #expect(finished.status == .code(0) && finished.output.contains("Hello from "), "\(finished)")
        #expect(finished.output.contains("You said: "), "\(finished)")
        // Of models that it does not know, Codex says so.
        if client == .codex { #expect(!finished.errors.contains("ERROR"), "\(finished)") }
    }
}

/// What the documentation says of Claude Code, OpenCode, Hermes and ALCF's models on one port, done as it stands there.
///
/// OpenCode is on npm alone: in its place OpenAI's SDK takes the settings that were written for it.
@Suite(.timeLimit(.minutes(25))) struct OnePortTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Clients/Configured/opencode_settings.py").path
    private static let globusToken = "globus-token-of-alice"
    private static let areInstalled =
        RealClients.runsClaudeCode && RealClients.runs(RealClients.hermes) && RealClients.runsPython

    /// As ALCF's helper leaves it, with a login that lasts.
    private static let login = """
        {"data":{"DEFAULT":{"681c10cc-f684-4540-bcd7-0b4df3bc26ef":{"access_token":"\(globusToken)","expires_at_seconds":4102444800}}}}
        """

    @Test(.enabled(if: areInstalled, RealClients.advice))
    func `three clients on one port ask Claude, GPT and a model of ALCF's, as the documentation says`() async throws {
        let home = try TestHome()
        let section = try HandbookSection("Three clients, Argo and ALCF on one port")
        try await withFakeArgo(quirks: .none) { alcf in
            try await withFakeArgo(tls: .generated()) { argo in
                // ALCF stands here on loopback; everything else is the page's.
                let gateway = "http://127.0.0.1:\(alcf.port)/argoapi/v1"
                try home.write(
                    try #require(section.blocks.first)
                        + "\nproviders: {alcf-sophia: {base_url: '\(gateway)'}, alcf-metis: {base_url: '\(gateway)'}}\n",
                    to: ".config/argo-shim/config.yaml")
                try home.write(Self.login, to: TestHome.globusTokens)
                try home.makeFolder(".claude")
                try await RunningShim.with(home, argo: argo) { shim in
                    _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                    let commands = section.commands.filter { $0.first == "configure" }
                    #expect(commands.count == 2)
                    for command in commands {
                        let configured = try await RunningProgram.run(try home.argoShim(command))
                        #expect(configured.status == .code(0), "\(configured)")
                    }
                    let answers = [
                        try await ClaudeCode.ask("say hi", in: home), try await askAsOpenCode("say hi", in: home),
                        try await ConfiguredClient.hermes.ask("say hi", in: home),
                    ]
                    for (answer, model) in zip(answers, ["Claude Opus 5", "GPT-5.5", "openai/gpt-oss-120b"]) {
                        #expect(answer.status == .code(0) && answer.output.contains("Hello from \(model) on Argo."), "\(answer)")
                    }
                    try await expectSecretsStayedApart(shim, argo, alcf)
                }
            }
        }
    }

    private func askAsOpenCode(_ question: String, in home: TestHome) async throws -> FinishedProgram {
        let python = try #require(RealClients.python, RealClients.advice)
        let settings = home.path + "/.config/opencode/opencode.json"
        return try await RunningProgram.run(
            Command(
                program: python, arguments: ["-B", Self.script, settings, question], environment: home.environment, folder: home.path,
                timeLimit: 300))
    }

    private func expectSecretsStayedApart(_ shim: RunningShim, _ argo: FakeArgo, _ alcf: FakeArgo) async throws {
        let token = try shim.token()
        let (toArgo, toALCF) = (await argo.requests, await alcf.requests)
        let asked = toALCF.filter { $0.path.hasSuffix("/chat/completions") }
        #expect(!asked.isEmpty && asked.allSatisfy { $0.text.contains(#""openai/gpt-oss-120b""#) })
        #expect(toALCF.allSatisfy { $0.values(of: "authorization") == ["Bearer \(Self.globusToken)"] })
        for request in toArgo + toALCF {
            #expect(!request.text.contains(token) && !request.headers.contains { $0.value.contains(token) })
        }
        #expect(toArgo.allSatisfy { request in !request.headers.contains { $0.value.contains(Self.globusToken) } })
    }
}
