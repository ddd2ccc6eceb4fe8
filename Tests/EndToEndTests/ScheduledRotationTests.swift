import FakeArgo
import Foundation
import Testing

/// `--rotate-every`, and commands that find a running shim.
@Suite(.timeLimit(.minutes(2))) struct ScheduledRotationTests {
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
        (["--rotate-every", "59s", "--token-grace", "1"], "at least a minute"), (["--rotate-every", "5m"], "no less than --token-grace"),
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
