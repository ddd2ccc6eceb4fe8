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

/// `--rotate-every`, and commands that find a running shim.
@Suite(.timeLimit(.minutes(10))) struct ScheduledRotationTests {
    /// Two hours: older than the tests' interval of one hour, or as far in the future.
    @Test(arguments: [-7_200.0, 7_200])
    func `a token is replaced when its file is too old, or from a future that a wrong clock made`(age: Double) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        let old = try await oldToken(in: home, age: age)
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--rotate-every", "1h"]) { shim in
                _ = try await shim.program.errors.line(containing: "the access token was rotated")
                _ = try await shim.program.errors.line(2, containing: "apiKeyHelper")
                let new = try shim.token()
                #expect(new != old)
                let settings = try #require(home.text(TestHome.settings))
                #expect(try UserSettings.value("apiKeyHelper", in: settings) == "echo \(new)")
                for token in [old, new] {
                    #expect(try await Curl(home: home, port: shim.port, token: token).get("/v1/status").status == 200)
                }
                let log = await shim.stop().errors
                #expect(log.matches(of: /the access token was rotated/).count == 1 && !log.contains(old), "\(log)")
            }
        }
    }

    @Test func `of two shims that share a home one replaces the token, and both know it`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            let options = ["--rotate-every", "1h"]
            try await RunningShim.with(home, argo: argo, options: options) { one in
                try await RunningShim.with(home, argo: argo, options: options) { other in
                    // Both run, and both know the token that is too old from now on.
                    let old = try await oldToken(in: home, age: -7_200)
                    for shim in [one, other] { _ = try await shim.program.errors.line(containing: "the access token was rotated") }
                    let check = try await RunningProgram.run(try home.argoShim("token", "check", old))
                    #expect(check.output.hasPrefix("previous: "), "the token was replaced twice: \(check)")
                    for shim in [one, other] {
                        for token in [old, try shim.token()] {
                            #expect(try await Curl(home: home, port: shim.port, token: token).get("/v1/status").status == 200)
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: [
        (["--rotate-every", "59s", "--token-grace", "1"], "at least one minute"), (["--rotate-every", "5m"], "at least --token-grace"),
        (["--rotate-every", "24"], "--rotate-every"), (["--rotate-every", "0h"], "--rotate-every"),
        (["--rotate-every", "-1h"], "--rotate-every"), (["--rotate-every", "99999999999999999d"], "--rotate-every"),
        (["--rotate-every", "1w"], "--rotate-every"), (["--rotate-every", "٢h"], "--rotate-every"),
    ])
    func `an interval that makes no sense ends with 2`(options: [String], words: String) async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim(["--direct"] + options))
        #expect(finished.status == .code(2) && finished.errors.contains(words), "\(finished)")
    }

    @Test func `env and exec find the port of the shim that runs, and of none that has ended`() async throws {
        let home = try TestHome()
        let port = { try await RunningProgram.run(try home.argoShim("env", "--only", "OPENAI_BASE_URL", "--shell", "sh")).output }
        let derived = "export OPENAI_BASE_URL='http://127.0.0.1:18275/v1'\n"
        let command = try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester")
        try await RunningShim.with(home, command) { shim in
            #expect(try await port() == "export OPENAI_BASE_URL='http://127.0.0.1:\(shim.port)/v1'\n")
            let reply = try await RunningProgram.run(
                try home.argoShim(
                    "exec", "--", "sh", "-c",
                    #"curl -s -o /dev/null -w '%{http_code}' -H "x-api-key: $OPENAI_API_KEY" "$OPENAI_BASE_URL/status""#))
            #expect(reply.output == "200", "\(reply)")
            shim.program.send(SIGKILL)
            _ = await shim.program.end()
            #expect(try await port() == derived)
        }
        let state = ".local/state/argo-shim"
        let record = try #require(try home.names(in: state).first { $0.hasPrefix("port.") })
        for text in ["", "{", "[]", #"{"port":0,"process":1}"#, #"{"port":"4000","process":"x"}"#, #"{"port":4000,"process":99999999999}"#]
        {
            try home.write(text, to: "\(state)/\(record)")
            #expect(try await port() == derived, "\(text)")
        }
    }

    /// The home's first token, whose file says that it is so many seconds from now.
    private func oldToken(in home: TestHome, age: Double) async throws -> String {
        let token = try await RunningProgram.run(try home.argoShim("token")).output.trimmingCharacters(in: .newlines)
        let date = Date.now.addingTimeInterval(age)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: "\(home.path)/\(TestHome.token)")
        return token
    }
}
