import FakeArgo
import Foundation
import Testing

/// A tunnel in the background that needs a person: its questions are asked at the terminal of another process.
@Suite(.timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct LoginTests {
    private static let passphrase = "correct horse battery staple"

    /// Both servers take the same key, and each is logged in to by itself.
    private static let answers = Array(repeating: TestTerminal.Line(prompt: "ssh/id: ", answer: passphrase), count: 2)

    private func arguments(_ route: TestRoute, _ port: Int) throws -> [String] {
        try ["start"] + TestRoute.options(route.home, argo: route.argo).dropFirst() + ["--port", "\(port)"]
    }

    private func expectServing(_ shim: BackgroundShim) async throws {
        let status = try await shim.run("status")
        #expect(status.status == .code(0) && status.output.contains("Tunnel: up since "), "\(status)")
        #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
        // Neither the passphrase nor the token is told to anybody.
        let token = try #require(shim.curl().token)
        for secret in [Self.passphrase, token] { #expect(!shim.log.contains(secret)) }
    }

    @Test func `start asks at its terminal what the tunnel needs to know`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                let started = try await TestTerminal.run(
                    try route.home.argoShim(try arguments(route, shim.port)),
                    Self.answers)
                let words = "is running in the background on port \(shim.port)"
                #expect(started.status == .code(0) && started.output.contains(words), "\(started)")
                #expect(!started.output.contains(Self.passphrase), "\(started)")
                try await expectServing(shim)
            }
        }
    }

    @Test func `without a terminal it waits for a login, which asks at the terminal where it is typed`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                let started = try await RunningProgram.run(try route.home.argoShim(try arguments(route, shim.port)))
                #expect(started.status == .code(4) && started.errors.contains("argo-shim login"), "\(started)")
                let waiting = try await shim.run("status")
                #expect(waiting.status == .code(4) && waiting.output.contains("Tunnel: needs login"), "\(waiting)")
                #expect(route.home.text(TestHome.settings) == nil)
                #expect(try await shim.curl().post("/v1/messages", Request.messages).body.contains("argo-shim login"))

                let login = try await TestTerminal.run(
                    try route.home.argoShim("login"), Self.answers)
                #expect(login.status == .code(0) && login.output.contains("The shim on port \(shim.port) is up."), "\(login)")
                try await expectServing(shim)
                #expect(try #require(route.home.text(TestHome.settings)).contains("apiKeyHelper"))
                // Nothing is asked of somebody who is logged in.
                #expect(try await shim.run("login").status == .code(0))
                #expect(try await shim.run("stop").status == .code(0))
            }
        }
    }

    /// A desktop that shows it, one that refuses, and one that hangs.
    @Test(arguments: ["", "exit 1", "mkfifo \"$HOME/fifo\"; exec cat \"$HOME/fifo\""])
    func `a desktop is told that a login is needed, and nothing depends on it`(manner: String) async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            let home = route.home
            for name in ["notify-send", "osascript"] {
                try home.writeProgram("echo \"$*\" >>\"$HOME/told\"\n\(manner)", to: "bin/\(name)")
            }
            let environment = [
                "PATH": home.path + "/bin:" + (home.environment["PATH"] ?? ""), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
            ]
            try await BackgroundShim.with(home) { shim in
                let started = try await RunningProgram.run(try home.argoShim(try arguments(route, shim.port), environment: environment))
                #expect(started.status == .code(4), "\(started)")
                for _ in 0..<50 where home.text("told") == nil { _ = try await shim.run("status") }
                #expect(try #require(home.text("told")).hasSuffix("argo-shim A login is needed. In a terminal, run: argo-shim login\n"))
                let login = try await TestTerminal.run(try home.argoShim("login"), Self.answers)
                #expect(login.status == .code(0), "\(login)")
                // Whoever is at a terminal needs no desktop.
                #expect(try #require(home.text("told")).count { $0 == "\n" } == 1)
                // One that hangs outlives a shim that is killed: a reader of a FIFO goes on when somebody has opened it.
                let release = Command(
                    program: "/bin/sh", arguments: ["-c", "test ! -p fifo || : <>fifo"], environment: home.environment, folder: home.path)
                _ = try await RunningProgram.run(release)
            }
        }
    }

    @Test func `a login that is given up leaves the shim waiting, and the terminal as it was`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                _ = try await RunningProgram.run(try route.home.argoShim(try arguments(route, shim.port)))
                let login = try await TestTerminal.run(try route.home.argoShim("login"), [.init(interruptedAt: "ssh/id: ")])
                #expect(login.status == .code(130) && login.output.contains("The shim keeps running."), "\(login)")
                let again = try await TestTerminal.run(
                    try route.home.argoShim("login"), Self.answers)
                #expect(again.status == .code(0), "\(again)")
                try await expectServing(shim)
            }
        }
    }

    @Test func `a login ends when the tunnel of a shim that has served is up again`() async throws {
        try await TestRoute.with { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                let started = try await RunningProgram.run(try route.home.argoShim(try arguments(route, shim.port)))
                #expect(started.status == .code(0), "\(started)")
                let authorized = try #require(route.home.text("ssh/authorized"))
                try route.home.write("", to: "ssh/authorized")
                try await route.jump.killConnections()
                try await shim.waitForStatus(4)
                try route.home.write(authorized, to: "ssh/authorized")
                let login = try await shim.run("login")
                #expect(login.status == .code(0) && login.errors.hasSuffix("The shim on port \(shim.port) is up.\n"), "\(login)")
                try await expectServing(shim)
            }
        }
    }

    @Test func `a login is about the machine that the way is lent to, too`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            let port = try FreePort.next()
            try await BackgroundShim.with(route.home) { shim in
                let relay = ["--relay", "last", "--relay-port", "\(port)", "--ssh-config", "\(route.home.path)/ssh/config"]
                let started = try await shim.start(route.argo, relay)
                #expect(started.status == .code(0), "\(started)")
                for _ in 0..<200 where !shim.log.contains("Cannot open the relay on last.") { _ = try await shim.run("status") }
                let status = try await shim.run("status")
                #expect(status.output.contains("Relay on last: needs login"), "\(status)")
                let refused = try await shim.run("login")
                #expect(refused.status == .code(4) && refused.errors.contains("error: Cannot open the relay on last: "), "\(refused)")
                #expect(refused.errors.contains("argo-shim login"), "\(refused)")

                let login = try await TestTerminal.run(
                    try route.home.argoShim("login", "--port", "\(shim.port)"), Array(Self.answers.prefix(1)))
                #expect(login.status == .code(0) && login.output.contains("is up."), "\(login)")
                #expect(shim.log.contains("The relay listens on 127.0.0.1:\(port) of last"))
                let after = try await shim.run("status")
                #expect(after.output.contains("Relay on last: up since"), "\(after)")
            }
        }
    }

    @Test func `without a network start says so, and the shim goes on trying`() async throws {
        let home = try TestHome()
        _ = try await SSHServer.makeKey("ssh/id", in: home)
        try TestRoute.writeConfiguration(in: home, ports: ["last": try FreePort.next()])
        try await BackgroundShim.with(home) { shim in
            let started = try await shim.run(
                "start", ["--ssh-config", "\(home.path)/ssh/config", "--nojump", "--host", "last", "--user", "tester"])
            #expect(started.status == .code(3) && started.errors.contains("keeps trying"), "\(started)")
            let status = try await shim.run("status")
            #expect(status.status == .code(3) && status.output.contains("Cannot reach last"), "\(status)")
            #expect(try await shim.run("stop").status == .code(0))
        }
    }
}
