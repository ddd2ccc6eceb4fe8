import FakeArgo
import Foundation
import Testing

/// The access token and its file, by way of the real program.
@Suite struct TokenCommandTests {
    @Test func `token prints the same token each time, from a file for its user alone`() async throws {
        let home = try TestHome()
        let first = try await RunningProgram.run(try home.argoShim("token"))
        let second = try await RunningProgram.run(try home.argoShim("token"))
        #expect(first.status == .code(0) && first.errors.isEmpty, "\(first)")
        #expect(first.output.wholeMatch(of: /[A-Za-z0-9_-]{43}\n/) != nil, "\(first)")
        #expect(first.output == second.output)
        #expect(home.text(TestHome.token) == first.output)
        #expect(try home.mode(TestHome.token) == 0o600)
        #expect(try home.mode(".local/state/argo-shim") == 0o700)
    }

    @Test func `token --json prints it with the time for which a program may keep it`() async throws {
        let home = try TestHome()
        let token = try await RunningProgram.run(try home.argoShim("token")).output.trimmingCharacters(in: .newlines)
        let finished = try await RunningProgram.run(try home.argoShim("token", "--json"))
        #expect(finished.output == #"{"access_token":"\#(token)","token_type":"Bearer","expires_in":300}"# + "\n", "\(finished)")
    }

    @Test func `two that ask for the first token at once get the same one`() async throws {
        let home = try TestHome()
        let command = try home.argoShim("token")
        async let one = RunningProgram.run(command)
        async let other = RunningProgram.run(command)
        let (first, second) = try await (one, other)
        #expect(first.status == .code(0) && first.output == second.output, "\(first) \(second)")
    }

    @Test func `XDG_STATE_HOME moves the token`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("token", environment: ["XDG_STATE_HOME": home.path + "/state"]))
        #expect(finished.status == .code(0), "\(finished)")
        #expect(home.text("state/argo-shim/token") == finished.output)
        #expect(!home.exists(".local"))
    }

    @Test(arguments: ["token", "run"])
    func `a damaged token file is an error that names it and the way out, and stays as it is`(verb: String) async throws {
        let home = try TestHome()
        try home.write("short", to: TestHome.token)
        let options = verb == "run" ? ["--upstream", "127.0.0.1:9", "--port", "0", "--user", "tester"] : []
        let finished = try await RunningProgram.run(try home.argoShim([verb] + options))
        #expect(finished.status == .code(1), "\(finished)")
        #expect(finished.errors.contains("\(home.path)/\(TestHome.token) does not contain an access token"), "\(finished)")
        #expect(finished.errors.contains("argo-shim token rotate"), "\(finished)")
        #expect(finished.output.isEmpty && !finished.errors.contains("short"), "\(finished)")
        #expect(home.text(TestHome.token) == "short")

        let rotation = try await RunningProgram.run(try home.argoShim("token", "rotate"))
        #expect(rotation.status == .code(0), "\(rotation)")
        let repaired = try await RunningProgram.run(try home.argoShim("token"))
        #expect(repaired.status == .code(0) && repaired.output.count == 44, "\(repaired)")
    }

    @Test func `--no-auth asks nobody for a token, and warns`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--no-auth"]) { shim in
                let reply = try await Curl(home: home, port: shim.port, token: nil).post("/v1/messages", Request.messages)
                #expect(reply.status == 200, "\(reply)")
                #expect(await shim.stop().errors.contains("warning: --no-auth: every user and program on this machine"))
            }
        }
    }

    @Test func `a token file that others can read is closed to them, with a warning`() async throws {
        let home = try TestHome()
        let token = try await RunningProgram.run(try home.argoShim("token")).output
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(home.path)/\(TestHome.token)")
        let finished = try await RunningProgram.run(try home.argoShim("token"))
        #expect(finished.status == .code(0) && finished.output == token, "\(finished)")
        #expect(finished.errors.contains("warning: Other users could read "), "\(finished)")
        #expect(try home.mode(TestHome.token) == 0o600)
    }
}

/// `argo-shim token path` and `argo-shim token check`.
@Suite struct TokenCheckTests {
    @Test func `token path prints the file that holds the token, and makes nothing`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("token", "path"))
        #expect(finished.status == .code(0) && finished.output == "\(home.path)/\(TestHome.token)\n", "\(finished)")
        #expect(try home.names(in: ".") == ["tmp"])
    }

    @Test func `the current token, the previous one and any other are told apart by words and exit code`() async throws {
        let home = try TestHome()
        let first = try await token(in: home)
        #expect(try await check(first, in: home) == "current\n0")
        _ = try await RunningProgram.run(try home.argoShim("token", "rotate", "--token-grace", "5000"))
        let second = try await token(in: home)
        #expect(try await check(second, in: home) == "current\n0")
        #expect(try await check(first, in: home).wholeMatch(of: /previous: replaced, and valid for another (4\d\d\d|5000) s\n3/) != nil)
        _ = try await RunningProgram.run(try home.argoShim("token", "rotate", "--token-grace", "0"))
        #expect(try await check(second, in: home) == "wrong: replaced, and its grace period is over\n1")
        #expect(try await check(first, in: home) == "wrong\n1")
        #expect(try await check("", in: home) == "wrong\n1")
        #expect(try await check("\(second) \(second)", in: home) == "wrong\n1")
    }

    @Test func `a token that begins with a hyphen is a token, and no option`() async throws {
        let home = try TestHome()
        let secret = "-hold-0123456789abcdef"
        try home.write(secret + "\n", to: TestHome.token)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: home.path + "/" + TestHome.token)
        #expect(try await check(secret, in: home) == "current\n0")
        #expect(try await check("-x0123456789abcdef", in: home) == "wrong\n1")
        let help = try await RunningProgram.run(try home.argoShim("token", "check", "--help"))
        #expect(help.status == .code(0) && help.output.contains("argo-shim token check"), "\(help)")
    }

    @Test(arguments: [[], ["0123456789abcdef", "fedcba9876543210"]])
    func `one token is wanted, and none is shown`(tokens: [String]) async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim(["token", "check"] + tokens))
        #expect(finished.status == .code(2) && finished.errors.contains("Give one token"), "\(finished)")
        for token in tokens { #expect(!finished.errors.contains(token)) }
    }

    @Test func `a token is read from standard input, so that no argument shows it`() async throws {
        let home = try TestHome()
        let secret = try await token(in: home)
        let finished = try await TestShell.bash.run(
            """
            argo-shim token | argo-shim token check -
            printf ' %s\\r\\n' "$SECRET" | argo-shim token check -
            echo wrong | argo-shim token check - || echo "$?"
            argo-shim token check - < /dev/null || echo "$?"
            head -c 2000000 /dev/zero | argo-shim token check - || echo "$?"
            """, in: home, environment: ["SECRET": secret])
        #expect(finished.output == "current\ncurrent\nwrong\n1\nwrong\n1\n1\n", "\(finished)")
        #expect(finished.errors.contains("there are more than 1024 bytes"), "\(finished)")
    }

    @Test func `without a token nothing is current, and none is made`() async throws {
        let home = try TestHome()
        let finished = try await RunningProgram.run(try home.argoShim("token", "check", "sk-0123456789abcdef"))
        #expect(finished.status == .code(1) && finished.output.isEmpty, "\(finished)")
        #expect(finished.errors.contains("There is no token yet") && finished.errors.contains("argo-shim token"), "\(finished)")
        #expect(!home.exists(TestHome.token))
    }

    private func token(in home: TestHome) async throws -> String {
        try await RunningProgram.run(try home.argoShim("token")).output.trimmingCharacters(in: .newlines)
    }

    /// What is printed, and the exit code.
    private func check(_ token: String, in home: TestHome) async throws -> String {
        let finished = try await RunningProgram.run(try home.argoShim("token", "check", token))
        #expect(token.isEmpty || !(finished.output + finished.errors).contains(token), "a token is shown: \(finished)")
        guard case .code(let code) = finished.status else { return "\(finished)" }
        return finished.output + "\(code)"
    }
}
