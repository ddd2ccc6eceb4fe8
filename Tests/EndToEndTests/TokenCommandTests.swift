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
        #expect(finished.errors.contains("\(home.path)/\(TestHome.token) does not hold an access token"), "\(finished)")
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
                #expect(await shim.stop().errors.contains("warning: --no-auth: every user and program of this machine"))
            }
        }
    }

    @Test func `a token file that others can read is closed to them, with a warning`() async throws {
        let home = try TestHome()
        let token = try await RunningProgram.run(try home.argoShim("token")).output
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(home.path)/\(TestHome.token)")
        let finished = try await RunningProgram.run(try home.argoShim("token"))
        #expect(finished.status == .code(0) && finished.output == token, "\(finished)")
        #expect(finished.errors.contains("warning: Others could read "), "\(finished)")
        #expect(try home.mode(TestHome.token) == 0o600)
    }
}
