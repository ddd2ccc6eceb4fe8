import FakeArgo
import Testing

/// What the real program says to those who only want to know whether somebody is there.
@Suite struct ProbeTests {
    @Test func `the probe of Claude Code is answered without a token and without Argo, which knows no HEAD`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                let stranger = Curl(home: home, port: shim.port, token: nil)
                for path in ["/argoapi", "/argoapi/api/hello", "/"] {
                    let probe = try await stranger.head(path)
                    #expect(probe.status == 200, "\(path): \(probe)")
                }
                let health = try await stranger.get("/health")
                #expect(health.status == 200 && health.body == #"{"status":"ok"}"#, "\(health)")
            }
            #expect(await argo.requests.allSatisfy { $0.method == "GET" && $0.path == "/argoapi/v1/models" })
        }
    }

    @Test func `while Argo cannot be reached the port answers, with what to do`() async throws {
        let home = try TestHome()
        // Nobody listens on port 9, which is reserved for a service that answers nothing (RFC 863).
        let command = try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester")
        try await RunningShim.with(home, command) { shim in
            for (path, body) in [("/v1/messages", Request.stream), ("/v1/chat/completions", Request.chat)] {
                let reply = try await shim.curl().post(path, body)
                #expect(reply.status == 503 && reply.body.contains("cannot connect to 127.0.0.1:9: connection refused"), "\(reply)")
            }
            let finished = await shim.stop()
            #expect(finished.status == .code(0), "\(finished)")
        }
    }
}

/// What a shim keeps of the Responses API, and what it is told not to keep.
@Suite(.timeLimit(.minutes(10))) struct KeptAnswersTests {
    private static let question = #"{"model":"gpt-5.5","input":"say hi"}"#

    @Test func `an answer is kept for its user alone, and not where that is switched off`() async throws {
        let home = try TestHome()
        let folder = ".local/state/argo-shim/responses"
        try await withFakeArgo(tls: .generated()) { argo async throws in
            try await RunningShim.with(home, argo: argo, options: ["--no-kept-answers"]) { shim async throws in
                #expect(try await shim.curl().post("/v1/responses", Self.question).status == 200)
                #expect(await shim.stop().status == .code(0))
            }
            #expect(!home.exists(folder))
            try await RunningShim.with(home, argo: argo) { shim async throws in
                #expect(try await shim.curl().post("/v1/responses", Self.question).status == 200)
                #expect(await shim.stop().status == .code(0))
            }
            let names = try home.names(in: folder)
            #expect(names.count == 1)
            #expect(try home.mode(folder) == 0o700)
            for name in names { #expect(try home.mode("\(folder)/\(name)") == 0o600) }
        }
    }
}
