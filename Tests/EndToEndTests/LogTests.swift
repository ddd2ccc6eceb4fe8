import FakeArgo
import Foundation
import LosslessJSON
import Testing

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
