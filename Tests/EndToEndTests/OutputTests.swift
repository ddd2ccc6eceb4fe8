import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// What commands look like on a terminal, in a pipe, and where there is nothing but ASCII.
@Suite(.timeLimit(.minutes(10))) struct OutputTests {
    private static let escape = "\u{1B}"

    private func isASCII(_ finished: FinishedProgram) -> Bool {
        (finished.output + finished.errors).utf8.allSatisfy { $0 < 0x80 }
    }

    @Test func `where the language has no other characters all output is ASCII, and the start-up line is plain`() async throws {
        let home = try TestHome()
        for arguments in [["demo", "--once"], ["doctor", "--upstream", "127.0.0.1:1"], ["status"], ["--port", "many"]] {
            let finished = try await RunningProgram.run(try home.argoShim(arguments, environment: ["LC_ALL": "C"]))
            #expect(isASCII(finished), "\(finished)")
            if arguments[0] == "demo" {
                #expect(finished.output.firstMatch(of: /(?m)^Shim running on [0-9]+ -> https:/) != nil, "\(finished)")
            }
        }
    }

    @Test func `a route is told in ASCII too`() async throws {
        let home = try TestHome()
        _ = try await SSHServer.makeKey("ssh/id", in: home)
        try TestRoute.writeConfiguration(in: home, ports: ["last": try FreePort.next()])
        try await BackgroundShim.with(home) { shim in
            let command = try home.argoShim(
                [
                    "start", "--port", "\(shim.port)", "--ssh-config", "\(home.path)/ssh/config", "--nojump", "--host", "last", "--user",
                    "tester",
                ], environment: ["LC_ALL": "POSIX"])
            let finished = try await RunningProgram.run(command)
            #expect(finished.status == .code(3) && isASCII(finished), "\(finished)")
        }
    }

    @Test(arguments: [["doctor", "--upstream", "127.0.0.1:1"], ["token", "rotate", "--token-grace", "-1"], ["login"]])
    func `there is colour on a terminal alone, and none with NO_COLOR`(arguments: [String]) async throws {
        let home = try TestHome()
        let colour = "\(Self.escape)[31m"
        let terminal = try await TestTerminal.run(try home.argoShim(arguments, environment: ["TERM": "xterm"]), [])
        #expect(terminal.output.contains(colour), "\(terminal)")
        let plain = try await TestTerminal.run(try home.argoShim(arguments, environment: ["TERM": "xterm", "NO_COLOR": "1"]), [])
        #expect(!plain.output.contains("\(Self.escape)[3"), "\(plain)")
        for environment in [["TERM": "xterm"], ["TERM": "xterm", "CLICOLOR_FORCE": "1"]] {
            let piped = try await RunningProgram.run(try home.argoShim(arguments, environment: environment))
            #expect(!(piped.output + piped.errors).contains(Self.escape), "\(piped)")
        }
    }

    @Test func `on a terminal doctor says what it waits for, and takes that away again`() async throws {
        let home = try TestHome()
        let arguments = ["doctor", "--upstream", "127.0.0.1:1"]
        let finished = try await TestTerminal.run(try home.argoShim(arguments, environment: ["TERM": "xterm"]), [])
        #expect(finished.output.contains("Waiting for Argo …\r\(Self.escape)[K"), "\(finished)")
        let dumb = try await TestTerminal.run(try home.argoShim(arguments, environment: ["TERM": "dumb"]), [])
        #expect(!dumb.output.contains("Waiting for Argo") && !dumb.output.contains(Self.escape), "\(dumb)")
    }

    @Test func `--quiet leaves the start-up line and what is wrong`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--quiet"]) { shim in
                try await shim.waitForModels()
                #expect(try await shim.curl().get("/v1/nonsense").status == 404)
                let finished = await shim.stop()
                #expect(finished.errors.isEmpty && finished.output.contains("Shim running on"), "\(finished)")
            }
            try await RunningShim.with(home, argo: argo, options: ["--quiet", "--no-auth"]) { shim in
                let finished = await shim.stop()
                #expect(finished.errors.hasPrefix("warning: --no-auth") && finished.errors.count { $0 == "\n" } == 1, "\(finished)")
            }
        }
        let demo = try await RunningProgram.run(try home.argoShim("demo", "--once", "-q"))
        #expect(demo.status == .code(0) && demo.errors.isEmpty, "\(demo)")
    }
}

/// What the real program writes while it serves.
@Suite struct LogTests {
    @Test func `each line of a JSON log parses, and each request has one`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--log-format", "json"]) { shim in
                let curl = try shim.curl()
                #expect(try await curl.post("/v1/messages", Request.messages).status == 200)
                #expect(try await curl.get("/v1/nonsense%22%0A").status == 404)
                let finished = await shim.stop()
                var statuses: [String] = []
                for line in finished.errors.split(separator: "\n") {
                    let document = try JSONDocument(Array(line.utf8))
                    let text = { (name: String) in document.value(at: [name]).flatMap(document.string) }
                    #expect(text("time")?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil, "\(line)")
                    #expect(text("level") != nil && text("message") != nil, "\(line)")
                    if text("message") == "request" { statuses.append(text("status") ?? "") }
                }
                #expect(statuses == ["200", "404"], "\(finished)")
            }
        }
    }

    @Test func `what is said about the settings is part of a JSON log too`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--log-format", "json"]) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                let finished = await shim.stop()
                for line in finished.errors.split(separator: "\n") {
                    #expect(throws: Never.self, "\(line)") { try JSONDocument(Array(line.utf8)) }
                }
            }
        }
    }

    @Test(arguments: ["text", "json"])
    func `no output of a shim holds its token or a body`(format: String) async throws {
        let home = try TestHome()
        try home.write(UserSettings.text, to: TestHome.settings)
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--log-level", "trace", "--log-format", format]) { shim in
                let curl = try shim.curl()
                let token = try #require(curl.token)
                let wrong = "sk-wrong-0123456789abcdef"
                #expect(try await curl.post("/v1/messages", Request.stream).status == 200)
                #expect(try await curl.post("/v1/chat/completions?api_key=\(token)", Request.chat).status == 200)
                #expect(try await curl.post("/v1/messages", #"{"model":"claude-opus-9","max_tokens":9,"messages":[]}"#).status == 404)
                #expect(try await curl.get("/v1/nonsense").status == 404)
                #expect(try await Curl(home: home, port: shim.port, token: wrong).post("/v1/messages", Request.messages).status == 401)
                _ = try await RunningProgram.run(try home.argoShim("token", "rotate"))
                _ = try await shim.program.errors.line(2, containing: "apiKeyHelper")
                let finished = await shim.stop()
                #expect(finished.errors.contains("request"), "\(finished)")
                for secret in [token, try shim.token(), wrong, "Say hi"] {
                    #expect(!finished.output.contains(secret) && !finished.errors.contains(secret), "\(secret) in \(finished)")
                }
            }
        }
    }
}
