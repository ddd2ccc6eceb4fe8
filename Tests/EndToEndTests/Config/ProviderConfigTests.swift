import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// Services beside Argo that the configuration file names, asked through the program itself.
@Suite(.timeLimit(.minutes(10))) struct ProviderConfigTests {
    private let answer =
        #"{"id":"c","object":"chat.completion","created":1,"model":"big","choices":[{"index":0,"message":{"role":"assistant","content":"Four."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}"#

    private func script(_ path: String, _ status: Int, _ text: String) -> Script {
        Script(path: path, [.head(status, [HeaderField("content-type", "application/json")]), .chunk(text), .end])
    }

    @Test func `the file's provider answers over TLS under the user's name for its model, and another one stands in for it`() async throws {
        let home = try TestHome()
        let tls = ServerTLS(chain: try CertificateChain.generate(for: ["localhost"]), sendsIntermediate: true)
        let scripts = [
            script("/v1/messages", 503, #"{"type":"error","error":{"type":"api_error","message":"busy"}}"#),
            script("/gw/chat/completions", 200, answer),
        ]
        try await withFakeArgo(tls: tls, quirks: .none, scripts: scripts) { fake in
            try home.write(tls.chain.rootPEM, to: ".config/argo-shim/team.pem")
            try home.write("secret-of-team\n", to: "team.key")
            try home.write(
                """
                version: 1
                providers:
                  team:
                    base_url: https://localhost:\(fake.port)/v1
                    dialect: messages
                    key_file: ~/team.key
                    ca_file: team.pem
                    headers: {x-group: physics}
                  alcf-metis:
                    base_url: https://localhost:\(fake.port)/gw
                    key_command: [/bin/echo, token-of-metis]
                    ca_file: team.pem
                models:
                  mine: {model: team/big, max_output: 4096}
                fallbacks:
                  mine: [alcf-metis/gpt-oss-120b]
                """, to: ".config/argo-shim/config.yaml")
            let command = try home.argoShim(["run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester", "--no-update-settings"])
            try await RunningShim.with(home, command) { shim in
                let reply = try await shim.curl().post(
                    "/v1/chat/completions", #"{"model":"mine","messages":[{"role":"user","content":"2+2?"}]}"#)
                #expect(reply.status == 200 && reply.body.contains("Four."), "\(reply)")
                let requests = await fake.requests
                #expect(requests.map(\.path) == ["/v1/messages", "/gw/chat/completions"])
                #expect(requests.first?.values(of: "x-api-key") == ["secret-of-team"])
                #expect(requests.first?.values(of: "x-group") == ["physics"])
                #expect(requests.last?.values(of: "authorization") == ["Bearer token-of-metis"])
                _ = try await shim.program.errors.line(containing: "which answered 503")
                #expect(!shim.program.errors.text.contains("secret-of-team") && !shim.program.errors.text.contains("token-of-metis"))

                try home.write("version: 1\n", to: ".config/argo-shim/config.yaml")
                let reload = try await RunningProgram.run(try home.argoShim("reload"))
                #expect(reload.errors.contains("but needs a restart: providers, models, fallbacks."), "\(reload)")
            }
        }
    }

    @Test func `a file of certificates that is not there ends the start with its name`() async throws {
        let home = try TestHome()
        try home.write(
            "version: 1\nproviders:\n  team:\n    base_url: https://localhost/v1\n    dialect: chat\n    ca_file: gone.pem\n",
            to: ".config/argo-shim/config.yaml")
        let finished = try await RunningProgram.run(
            try home.argoShim(["run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester", "--no-update-settings"]))
        #expect(finished.status == .code(2))
        #expect(finished.errors.contains("from \(home.path)/.config/argo-shim/gone.pem, the ca_file of the provider team"), "\(finished)")
    }
}

/// What a person is told of the services beside Argo: by `status`, `doctor` and `bugreport`.
@Suite(.timeLimit(.minutes(10))) struct ProviderStatusTests {
    private static let secret = "secret-of-team-0123456789"

    private func home(_ port: Int, authority: String) throws -> TestHome {
        let home = try TestHome()
        try home.write(authority, to: ".config/argo-shim/team.pem")
        try home.write(Self.secret + "\n", to: "team.key")
        try home.write(
            """
            version: 1
            providers:
              team: {base_url: 'https://localhost:\(port)/v1', dialect: chat, key_file: ~/team.key, ca_file: team.pem}
            """, to: ".config/argo-shim/config.yaml")
        // A login of ALCF's helper that has ended and cannot be renewed.
        try home.write(
            #"{"data":{"DEFAULT":{"681c10cc-f684-4540-bcd7-0b4df3bc26ef":{"access_token":"gone","expires_at_seconds":1}}}}"#,
            to: TestHome.globusTokens)
        return home
    }

    @Test func `status names each provider, the state of its key, and what went wrong last until something goes well`() async throws {
        let busy = Script(
            path: "/v1/chat/completions", [.head(503, [HeaderField("content-type", "application/json")]), .chunk("{}"), .end])
        let tls = ServerTLS(chain: try CertificateChain.generate(for: ["localhost"]), sendsIntermediate: true)
        try await withFakeArgo(tls: tls, quirks: .none, scripts: [busy]) { fake in
            let home = try home(fake.port, authority: tls.chain.rootPEM)
            let command = try home.argoShim(["run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester", "--no-update-settings"])
            try await RunningShim.with(home, command) { shim in
                let line = "team: https://localhost:\(fake.port)/v1, chat; key: found (\(home.path)/team.key)."
                let first = try await RunningProgram.run(try home.argoShim("status"))
                #expect(first.output.contains(line + "\n"), "\(first)")
                #expect(first.output.contains("key: expired (\(home.path)/\(TestHome.globusTokens))."), "\(first)")

                _ = try await shim.curl().post("/v1/chat/completions", #"{"model":"team/x","messages":[{"role":"user","content":"hi"}]}"#)
                let second = try await RunningProgram.run(try home.argoShim("status"))
                #expect(second.output.contains(": It answered 503.\n"), "\(second)")
                let json = try JSONDocument(Array(try await RunningProgram.run(try home.argoShim("status", "--json")).output.utf8))
                let providers = json.value(at: ["shim", "providers"]).map(json.elements) ?? []
                let team = try #require(providers.first { json.value("name", of: $0).flatMap(json.string) == "team" })
                #expect(json.value("key", of: team).flatMap(json.string) == "found")
                #expect(json.value("failure", of: team).flatMap(json.string) == "It answered 503.")
                #expect(json.value("failed_at", of: team).flatMap(json.integer) ?? 0 > 1_000_000)

                _ = try await shim.curl().post("/v1/chat/completions", #"{"model":"alcf-metis/x","messages":[]}"#)
                let third = try await RunningProgram.run(try home.argoShim("status"))
                #expect(third.output.contains("The login for ALCF Metis in \(home.path)/\(TestHome.globusTokens) has expired."), "\(third)")
                #expect(!third.output.contains(Self.secret) && !third.output.contains("gone"), "\(third)")
            }
        }
    }

    @Test func `doctor looks at each provider's key and way, and asks for its models where it may`() async throws {
        let list = Script(
            path: "/v1/models", [.head(200, [HeaderField("content-type", "application/json")]), .chunk(#"{"data":[{"id":"x"}]}"#), .end])
        let tls = ServerTLS(chain: try CertificateChain.generate(for: ["localhost"]), sendsIntermediate: true)
        try await withFakeArgo(tls: tls, quirks: .none, scripts: [list]) { fake in
            let home = try home(fake.port, authority: tls.chain.rootPEM)
            // ALCF itself is not to be asked by a test: nobody listens where this proxy should be.
            let proxy = ["https_proxy": "http://127.0.0.1:9", "no_proxy": "localhost"]
            let doctor = { (options: [String]) in
                try await RunningProgram.run(try home.argoShim(["doctor", "--upstream", "127.0.0.1:1"] + options, environment: proxy))
            }
            let first = try await doctor([])
            #expect(first.output.contains("ok    team            The key is in \(home.path)/team.key.\n"), "\(first)")
            let certificate = "ok    team            https://localhost:\(fake.port)/v1 has a valid certificate.\n"
            #expect(first.output.contains(certificate), "\(first)")
            #expect(
                first.output.contains("warn  alcf-sophia     The login in \(home.path)/\(TestHome.globusTokens) has expired.\n"), "\(first)"
            )
            #expect(first.output.contains("http://127.0.0.1:9"), "\(first)")
            #expect(await fake.requests.isEmpty)
            let second = try await doctor(["--spend"])
            #expect(second.output.contains("ok    team            It accepts the key and lists 1 models.\n"), "\(second)")

            try FileManager.default.removeItem(atPath: home.path + "/team.key")
            let third = try await doctor([])
            #expect(third.output.contains("FAIL  team            No key in \(home.path)/team.key.\n"), "\(third)")
            #expect(third.status == .code(1) && !third.output.contains(Self.secret))
        }
    }

    @Test func `whoever leaves ALCF out is told nothing of it, and its login stays unread`() async throws {
        let home = try TestHome()
        try home.write("version: 1\nno-alcf: true\n", to: ".config/argo-shim/config.yaml")
        try home.write("{}", to: TestHome.globusTokens)
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--no-update-settings"]) { shim in
                try await shim.waitForModels()
                #expect(try await !shim.curl().get("/v1/models").body.contains("alcf"))
                let status = try await RunningProgram.run(try home.argoShim("status", "--json"))
                #expect(status.output.contains(#""providers":[]"#), "\(status)")
                let shown = try await RunningProgram.run(try home.argoShim("config", "show"))
                #expect(shown.output.contains("no-alcf") && !shown.output.contains("alcf-sophia"), "\(shown)")
                let chosen = try await RunningProgram.run(try home.argoShim("configure", "codex", "--model", "alcf-metis/x", "--dry-run"))
                #expect(chosen.status == .code(2), "\(chosen)")
            }
        }
    }

    @Test func `bugreport has no provider's name, address or key`() async throws {
        let home = try home(1, authority: CertificateChain.generate(for: ["localhost"]).rootPEM)
        let finished = try await RunningProgram.run(
            try home.argoShim(["bugreport", "--upstream", "127.0.0.1:1"], environment: ["https_proxy": "http://127.0.0.1:9"]))
        let archive = try #require(finished.output.split(separator: "\n").first)
        let text = try await RunningProgram.run(
            Command(
                program: "/usr/bin/env", arguments: ["tar", "-xzOf", String(archive)], environment: home.environment, folder: home.path))
        #expect(text.output.contains("alcf-sophia"), "\(text)")
        for word in ["team", Self.secret, home.path] { #expect(!text.output.contains(word), "\(word) in \(text)") }
    }
}
