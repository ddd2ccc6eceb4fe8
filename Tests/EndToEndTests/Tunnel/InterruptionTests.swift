import FakeArgo
import Foundation
import Testing

/// The program ends while it asks something at its terminal.
@Suite(.timeLimit(.minutes(2)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct InterruptionTests {
    private static let passphrase = "correct horse battery staple"

    private func expectNoFailure(_ route: TestRoute) async throws {
        let status = try await RunningProgram.run(try route.home.argoShim("status"))
        #expect(status.output.contains("are allowed") && !status.output.contains("Failures in a row"), "\(status)")
        #expect(route.home.text(TestHome.settings) == nil)
    }

    @Test func `Ctrl-C in place of a passphrase ends with 130, and counts as no failure`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            let end = try await TestTerminal.run(try route.command(), [.init(interruptedAt: "ssh/id: ")])
            #expect(end.status == .code(130), "\(end)")
            #expect(end.output.contains("Stopped before the login was complete."), "\(end)")
            try await expectNoFailure(route)
        }
    }

    @Test func `Ctrl-C that also ends the program which asks in a window ends with 130`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            try route.home.writeProgram("echo 'The window is open.' >/dev/tty; exec sleep 60", to: "askpass")
            let environment = ["SSH_ASKPASS": route.home.path + "/askpass", "SSH_ASKPASS_REQUIRE": "force"]
            let end = try await TestTerminal.run(
                try route.command(environment: environment), [.init(interruptedAt: "The window is open.")])
            #expect(end.status == .code(130), "\(end)")
            try await expectNoFailure(route)
        }
    }

    @Test func `Ctrl-C in place of a word about a host key ends with 130, and counts as no failure`() async throws {
        try await TestRoute.with { route async throws in
            try askAboutHostKeys(route)
            let end = try await TestTerminal.run(try route.command(), [.init(interruptedAt: "(yes/no/fingerprint) ")])
            #expect(end.status == .code(130), "\(end)")
            try await expectNoFailure(route)
            #expect(route.home.text("ssh/known_hosts") == "")
        }
    }

    @Test func `Ctrl-C in a login for a shim in the background is no word about a host key either`() async throws {
        try await TestRoute.with { route async throws in
            try askAboutHostKeys(route)
            try await BackgroundShim.with(route.home) { shim in
                let arguments = try ["start"] + TestRoute.options(route.home, argo: route.argo).dropFirst() + ["--port", "\(shim.port)"]
                // Where nobody can be asked, an unknown key is refused, and that counts.
                #expect(try await RunningProgram.run(try route.home.argoShim(arguments)).status == .code(4))
                let login = try await TestTerminal.run(
                    try route.home.argoShim("login", "--port", "\(shim.port)"), [.init(interruptedAt: "(yes/no/fingerprint) ")])
                #expect(login.status == .code(130), "\(login)")
                // The question waits for another terminal, and ends with the shim.
                #expect(try await shim.run("stop").status == .code(0))
                let status = try await shim.run("status")
                #expect(status.output.contains("Failures in a row: 1,"), "\(status)")
            }
        }
    }

    private func askAboutHostKeys(_ route: TestRoute) throws {
        let configuration = try #require(route.home.text("ssh/config"))
        try route.home.write(configuration.replacing("StrictHostKeyChecking yes", with: "StrictHostKeyChecking ask"), to: "ssh/config")
        try route.home.write("", to: "ssh/known_hosts")
    }

    @Test func `a shim that is told to stop while it asks has done what it should`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            let port = try FreePort.next()
            try await RunningProgram.with(TestTerminal.driven(try route.command(port: port), [])) { terminal in
                // The question's line has no end that could be waited for.
                for _ in 0..<200 where !terminal.output.text.contains("ssh/id: ") {
                    _ = try await RunningProgram.run(try route.home.argoShim("status", "--port", "\(port)"))
                }
                #expect(terminal.output.text.contains("ssh/id: "))
                let stop = try await RunningProgram.run(try route.home.argoShim(["stop", "--port", "\(port)"]))
                #expect(stop.status == .code(0), "\(stop)")
                let end = await terminal.end()
                #expect(end.status == .code(0) && !end.output.contains("error"), "\(end)")
            }
            try await expectNoFailure(route)
        }
    }
}
