import FakeArgo
import Foundation
import Testing

/// What commands look like on a terminal, in a pipe, and where there is nothing but ASCII.
@Suite(.timeLimit(.minutes(2))) struct OutputTests {
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
