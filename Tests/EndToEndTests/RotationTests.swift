import FakeArgo
import Foundation
import Testing

/// A token that another process rotates, and a shim that is started again.
@Suite struct RotationTests {
    @Test func `a running shim takes a rotated token over and writes it into the settings`() async throws {
        let home = try TestHome()
        try home.write(UserSettings.text, to: TestHome.settings)
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                let old = try shim.curl()
                #expect(try await old.get("/v1/models").status == 200)

                let rotation = try await RunningProgram.run(try home.argoShim("token", "rotate"))
                #expect(rotation.status == .code(0), "\(rotation)")
                let new = try shim.curl()
                let secrets = try [#require(old.token), #require(new.token)]
                #expect(secrets[0] != secrets[1])
                for secret in secrets { #expect(!rotation.output.contains(secret) && !rotation.errors.contains(secret)) }

                _ = try await shim.program.errors.line(2, containing: "apiKeyHelper")
                let settings = try #require(home.text(TestHome.settings))
                #expect(try UserSettings.value("apiKeyHelper", in: settings) == "echo \(secrets[1])")
                #expect(!settings.contains(secrets[0]))
                UserSettings.expectSurvived(in: settings)

                #expect(try await new.get("/v1/models").status == 200)
                #expect(try await old.get("/v1/models").status == 200, "the old token is good in its grace period")
                #expect(try await Curl(home: home, port: shim.port, token: "sk-0123456789abcdef").get("/v1/models").status == 401)
            }
        }
    }

    @Test func `a token that was rotated without grace is refused at once, and the settings have the new one`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                for _ in 1...5 {
                    let old = try shim.curl()
                    let rotation = try await RunningProgram.run(try home.argoShim("token", "rotate", "--token-grace", "0"))
                    #expect(rotation.status == .code(0) && !rotation.errors.contains("warning"), "\(rotation)")
                    // Nobody waits here for the shim's own look at the file.
                    #expect(try await old.get("/v1/models").status == 401)
                    #expect(try #require(home.text(TestHome.settings)).contains("echo \(try shim.token())"))
                }
                #expect(try await shim.curl().get("/health").status == 200)
            }
        }
    }

    @Test func `a second start keeps the token and every byte of the settings`() async throws {
        let home = try TestHome()
        try home.write(UserSettings.text, to: TestHome.settings)
        try await withFakeArgo(tls: .generated()) { argo in
            let (port, token) = try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                let first = await shim.stop()
                #expect(first.status == .code(0), "\(first)")
                return (shim.port, try shim.token())
            }
            let settings = try #require(home.text(TestHome.settings))
            try await RunningShim.with(home, argo: argo, port: port) { shim in
                #expect(shim.port == port)
                #expect(try shim.token() == token)
                try await shim.waitForModels()
                let second = await shim.stop(with: SIGINT)
                #expect(second.status == .code(0), "\(second)")
                #expect(!second.errors.contains("wrote"), "\(second)")
            }
            #expect(home.text(TestHome.settings) == settings)
        }
    }

    @Test func `models of an earlier run are known from the start, even while Argo cannot be reached`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
            }
        }
        try FileManager.default.removeItem(atPath: "\(home.path)/\(TestHome.settings)")
        // Nobody listens on port 9, which is reserved for a service that answers nothing (RFC 863).
        let command = try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester")
        try await RunningShim.with(home, command) { shim in
            let settings = try #require(home.text(TestHome.settings))
            #expect(try UserSettings.value("env", "ANTHROPIC_DEFAULT_OPUS_MODEL", in: settings) == "claude-opus-5")
            let reply = try await shim.curl().get("/v1/models")
            #expect(reply.status == 200 && reply.body.contains("claude-opus-5"), "\(reply)")
        }
    }

    @Test func `--rotate-token makes a new token and keeps the old one for a while`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            let old = try await RunningShim.with(home, argo: argo) { try $0.token() }
            try await RunningShim.with(home, argo: argo, options: ["--rotate-token"]) { shim in
                #expect(try shim.token() != old)
                for curl in [try shim.curl(), Curl(home: home, port: shim.port, token: old)] {
                    let reply = try await curl.post("/v1/chat/completions", Request.chat)
                    #expect(reply.status == 200, "\(reply)")
                }
            }
        }
    }
}
