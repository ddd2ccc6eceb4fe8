import FakeArgo
import Foundation
import Testing
import Tunnel

@testable import SystemSupport

/// A shim over a tunnel is started anew.
@Suite(.timeLimit(.minutes(10)), .enabled(if: SSHServer.isThere, SSHServer.advice))
struct RestartTests {
    private static let passphrase = "correct horse battery staple"
    /// Both servers take the same key, and each is logged in to by itself.
    private static let answers = Array(repeating: TestTerminal.Line(prompt: "ssh/id: ", answer: passphrase), count: 2)

    /// - Parameter target: of the streams; another name of the same host makes another route.
    private func arguments(_ route: TestRoute, _ port: Int, target: String = "127.0.0.1") throws -> [String] {
        try TestRoute.options(route.home, argo: route.argo).dropFirst().map {
            $0 == "127.0.0.1:\(route.argo.port)" ? "\(target):\(route.argo.port)" : $0
        }
            + ["--port", "\(port)"]
    }

    private func start(_ route: TestRoute, _ shim: BackgroundShim, _ options: [String] = []) async throws {
        let command = try route.home.argoShim(["start"] + arguments(route, shim.port) + options)
        let started = try await TestTerminal.run(command, Self.answers)
        #expect(started.status == .code(0), "\(started)")
    }

    private func expectServing(_ shim: BackgroundShim) async throws {
        let status = try await shim.run("status")
        #expect(status.status == .code(0) && status.output.contains("Tunnel: up since "), "\(status)")
        #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
    }

    private func isRunning(_ process: Int32) -> Bool { ProcessTable.isRunning(Int(process)) }

    /// Waits until a process has ended; bounded by the number of times that it looks.
    private func waitForEnd(of process: Int32, _ shim: BackgroundShim) async throws {
        for _ in 0..<100 where isRunning(process) { _ = try await shim.run("status") }
        #expect(!isRunning(process))
    }

    @Test func `the tunnel outlives one restart after the other, and ends with a stop`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                try await start(route, shim)
                let first = try #require(shim.processID)
                let since = try #require(try await shim.run("status").output.firstMatch(of: /Tunnel: up since (.*);/)).1
                var processes: Set<Int32> = [first]
                for _ in 0..<3 {
                    // Nobody is there who could log in.
                    let restarted = try await shim.run("restart")
                    #expect(restarted.status == .code(0) && restarted.errors.contains("The tunnel stayed up"), "\(restarted)")
                    let next = try #require(shim.processID)
                    #expect(processes.insert(next).inserted && isRunning(first))
                    let status = try await shim.run("status")
                    #expect(status.output.contains("up since \(since)"), "\(status)")
                    #expect(status.output.contains("Process \(first), the shim before the restart, keeps it"), "\(status)")
                    try await expectServing(shim)
                }
                let streams = try #require(try await shim.run("status").output.firstMatch(of: /open streams: ([0-9]+)/)).1
                #expect(try #require(Int(streams)) > 0)
                for earlier in processes.subtracting([first, try #require(shim.processID)]) { try await waitForEnd(of: earlier, shim) }
                #expect(try await shim.run("stop").status == .code(0))
                try await waitForEnd(of: first, shim)
                let left = try route.home.names(in: ".local/state/argo-shim").filter { $0.hasPrefix("shim.") && !$0.hasSuffix(".log") }
                #expect(left == [])
            }
        }
    }

    @Test func `a kept tunnel that breaks is not built again without the person that it takes`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                try await start(route, shim)
                let first = try #require(shim.processID)
                #expect(try await shim.run("restart").status == .code(0))
                try await route.jump.killConnections()
                try await shim.waitForStatus(4)
                try await waitForEnd(of: first, shim)
                let login = try await TestTerminal.run(try route.home.argoShim("login"), Self.answers)
                #expect(login.status == .code(0), "\(login)")
                try await expectServing(shim)
                let status = try await shim.run("status")
                #expect(!status.output.contains("keeps it") && !status.output.contains("Failed logins in a row"), "\(status)")
            }
        }
    }

    /// How it breaks: its connection, or the process that keeps it.
    @Test(arguments: [nil, SIGTERM, SIGKILL])
    func `a kept tunnel that breaks is built again by the shim that used it, and kept again`(signal: Int32?) async throws {
        try await TestRoute.with { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                let started = try await RunningProgram.run(try route.home.argoShim(["start"] + arguments(route, shim.port)))
                #expect(started.status == .code(0), "\(started)")
                let first = try #require(shim.processID)
                #expect(try await shim.run("restart").errors.contains("The tunnel stayed up"))
                let second = try #require(shim.processID)
                if let signal { kill(first, signal) } else { try await route.jump.killConnections() }
                // It waits for the new tunnel.
                #expect(try await shim.curl().post("/v1/messages", Request.messages).status == 200)
                #expect(try await shim.run("restart").errors.contains("The tunnel stayed up"))
                let status = try await shim.run("status")
                #expect(status.output.contains("Process \(second), the shim before the restart, keeps it"), "\(status)")
                try await expectServing(shim)
            }
        }
    }

    @Test func `the tunnel's port leads through a kept tunnel`() async throws {
        try await TestRoute.with { route async throws in
            let port = try FreePort.next()
            try await BackgroundShim.with(route.home) { shim in
                let command = try route.home.argoShim(["start"] + arguments(route, shim.port) + ["--tunnel-port", "\(port)"])
                #expect(try await RunningProgram.run(command).status == .code(0))
                let restarted = try await shim.run("restart")
                #expect(restarted.errors.contains("The tunnel stayed up"), "\(restarted)")
                let finished = try await RunningProgram.run(route.modelsCommand(throughPort: port))
                #expect(finished.output.contains("gpt4o"), "\(finished)")
            }
        }
    }

    @Test func `a next shim that is killed leaves the tunnel for yet another`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                try await start(route, shim)
                let first = try #require(shim.processID)
                #expect(try await shim.run("restart").status == .code(0))
                shim.kill()
                let again = try await RunningProgram.run(try route.home.argoShim(["start"] + arguments(route, shim.port)))
                #expect(again.status == .code(0), "\(again)")
                let status = try await shim.run("status")
                #expect(status.output.contains("Process \(first), the shim before the restart, keeps it"), "\(status)")
                try await expectServing(shim)
            }
        }
    }

    @Test func `where the tunnel cannot be kept, a person who has logged in is asked first`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            try await BackgroundShim.with(route.home) { shim in
                let home = route.home
                try await start(route, shim)
                let process = try #require(shim.processID)
                let elsewhere = try home.argoShim(["restart"] + arguments(route, shim.port, target: "localhost"))
                let refused = try await RunningProgram.run(elsewhere)
                #expect(refused.status == .code(4) && refused.errors.contains("Nothing was changed."), "\(refused)")
                #expect(refused.errors.contains("argo-shim restart --yes"), "\(refused)")
                let no = TestTerminal.Line(prompt: "[no]: ", answer: "")
                let declined = try await TestTerminal.run(elsewhere, [no])
                #expect(declined.status == .code(1) && declined.output.contains("The shim keeps running."), "\(declined)")
                #expect(shim.processID == process)
                try await expectServing(shim)

                let yes = TestTerminal.Line(prompt: "[no]: ", answer: "yes")
                let agreed = try await TestTerminal.run(elsewhere, [yes] + Self.answers)
                #expect(agreed.status == .code(0), "\(agreed)")
                #expect(shim.processID != process && !isRunning(process))
                try await expectServing(shim)

                let hint = "waits for your login in the background: argo-shim login"
                let forced = try await RunningProgram.run(try home.argoShim(["restart", "--yes"] + arguments(route, shim.port)))
                #expect(forced.status == .code(4) && forced.errors.contains(hint), "\(forced)")
                // Nothing is lost by a restart of a tunnel that is down.
                let again = try await shim.run("restart")
                #expect(again.status == .code(4) && again.errors.contains(hint), "\(again)")
            }
        }
    }

    @Test func `a next shim at another port, where it would not find the tunnel, is asked about first`() async throws {
        try await TestRoute.with(passphrase: Self.passphrase) { route async throws in
            let home = route.home
            try await BackgroundShim.with(home) { shim in
                try home.write("version: 1\nport: \(shim.port)\n", to: ".config/argo-shim/config.yaml")
                let command = try home.argoShim(["start"] + arguments(route, shim.port).dropLast(2))
                let started = try await TestTerminal.run(command, Self.answers)
                #expect(started.status == .code(0), "\(started)")
                try home.write("version: 1\nport: \(try FreePort.next())\n", to: ".config/argo-shim/config.yaml")
                let refused = try await RunningProgram.run(try home.argoShim("restart"))
                #expect(refused.status == .code(4) && refused.errors.contains("Nothing was changed."), "\(refused)")
                try await expectServing(shim)
            }
        }
    }
}
