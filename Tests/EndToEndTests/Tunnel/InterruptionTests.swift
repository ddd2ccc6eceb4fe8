import FakeArgo
import Foundation
import Testing

/// The program ends while it asks something at its terminal.
@Suite(.timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct InterruptionTests {
    private static let passphrase = "correct horse battery staple"

    private func expectNoFailure(_ route: TestRoute) async throws {
        let status = try await RunningProgram.run(try route.home.argoShim("status"))
        #expect(status.output.contains("are allowed") && !status.output.contains("Failed logins in a row"), "\(status)")
        #expect(route.home.text(TestHome.settings) == nil)
    }

    @Test func `Ctrl-C in place of a passphrase ends with 130, and counts as no failure`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            let end = try await TestTerminal.run(try route.command(), [.init(interruptedAt: "ssh/id: ")])
            #expect(end.status == .code(130), "\(end)")
            #expect(end.output.contains("Interrupted before the login was complete."), "\(end)")
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
                #expect(status.output.contains("Failed logins in a row: 1,"), "\(status)")
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

/// The program stands still and goes on, as on a machine that is closed and opened again.
@Suite(.timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct SleepTests {
    @Test func `a server that has given the sleeper up is gone back to by itself`() async throws {
        try await TestRoute.with(jumpOptions: ["ClientAliveInterval 2", "ClientAliveCountMax 2"]) { route async throws in
            try await RunningShim.with(route.home, try route.command()) { shim in
                shim.program.send(SIGSTOP)
                _ = try await route.jump.program.errors.line(containing: "Timeout, client not responding")
                shim.program.send(SIGCONT)
                let reply = try await shim.curl().post("/v1/messages", Request.messages)
                #expect(reply.status == 200, "\(reply)")
                _ = try await shim.program.errors.line(containing: "tunnel up reconnections=")
                let status = try await RunningProgram.run(try route.home.argoShim("status"))
                #expect(status.status == .code(0) && !status.output.contains("Failed logins in a row"), "\(status)")
                let end = await shim.stop()
                #expect(end.status == .code(0), "\(end)")
            }
        }
    }

    @Test func `a short sleep in the middle of a stream loses nothing of it`() async throws {
        let asleep = Gate()
        let sent = Gate()
        let events = (0..<200).map {
            #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"part \#($0)"}}]}"#
        }
        let steps: [Step] = [.streamHead, .event(nil, events[0]), .wait(for: asleep)] + events.dropFirst().map { .event(nil, $0) }
        let stream = Script(
            path: "/argoapi/v1/chat/completions", steps + [.event(nil, "[DONE]"), .open(sent), .end])
        try await TestRoute.with(scripts: [stream]) { route async throws in
            try await RunningShim.with(route.home, try route.command()) { shim in
                let client = try shim.curlCommand("/v1/chat/completions", #"{"model":"gpt4o","user":"u","stream":true,"messages":[]}"#)
                try await RunningProgram.with(client) { curl in
                    _ = try await curl.output.line(containing: "part 0")
                    shim.program.send(SIGSTOP)
                    asleep.open()
                    // All of it is on its way while nobody takes it.
                    await sent.wait()
                    shim.program.send(SIGCONT)
                    let end = await curl.end()
                    #expect(end.status == .code(0), "\(end)")
                    let received = end.output.split(separator: "\n").filter { $0.hasPrefix("data: {") }.map { String($0.dropFirst(6)) }
                    #expect(received == events)
                    #expect(end.output.contains("[DONE]"))
                }
                #expect(!shim.program.errors.text.contains("tunnel down"))
            }
        }
    }
}

/// `argo-shim doctor --login` over real SSH servers.
@Suite(.timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct TunnelDoctorTests {
    @Test func `with --login it goes all the way, and the login counts as any other`() async throws {
        try await TestRoute.with { route async throws in
            let options = try ["doctor", "--login", "--spend"] + TestRoute.options(route.home, argo: route.argo).dropFirst()
            let finished = try await RunningProgram.run(try route.home.argoShim(options))
            #expect(finished.status == .code(0), "\(finished)")
            for part in [
                "ok    tcp             127.0.0.1:\(route.jump.port) is reachable.", "ok    login           Logged in",
                "ok    argo            apps.inside.anl.gov has a valid certificate", "ok    completion",
            ] {
                #expect(finished.output.contains(part), "\(part) in \(finished)")
            }
            let status = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(status.output.contains("Last successful login"), "\(status)")
        }
    }

    @Test func `a login that is refused is a finding with the way out, and counts once`() async throws {
        try await TestRoute.with { route async throws in
            try route.home.write("", to: "ssh/authorized")
            let options = try ["doctor", "--login"] + TestRoute.options(route.home, argo: route.argo).dropFirst()
            let finished = try await RunningProgram.run(try route.home.argoShim(options))
            #expect(finished.status == .code(1) && finished.output.contains("FAIL  argo"), "\(finished)")
            let status = try await RunningProgram.run(try route.home.argoShim("status"))
            #expect(status.output.contains("Failed logins in a row: 1"), "\(status)")
        }
    }
}
