import FakeArgo
import Foundation
import Testing

/// One shim for each user, machine and port.
@Suite(.timeLimit(.minutes(10))) struct OneInstanceTests {
    @Test func `a second start finds the first, has it bring the settings in step, and is done`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        let port = try FreePort.next()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, port: port) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                let settings = try #require(home.text(TestHome.settings))
                try home.write("{}\n", to: TestHome.settings)
                let second = try await RunningProgram.run(
                    try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "\(port)", "--user", "tester"))
                #expect(second.status == .code(0), "\(second)")
                #expect(second.errors.contains("A shim is already running on port \(port) (process \(shim.program.processID)), since "))
                #expect(second.errors.contains("argo-shim restart"), "it was started with other options: \(second)")
                #expect(second.output.isEmpty)
                #expect(try UserSettings.value("apiKeyHelper", in: try #require(home.text(TestHome.settings))) == "echo \(shim.token())")
                #expect(try UserSettings.value("apiKeyHelper", in: settings) == "echo \(shim.token())")
                #expect(try await shim.curl().get("/v1/status").status == 200)
                let token = try shim.token()
                #expect(!second.errors.contains(token))
            }
        }
    }

    @Test func `a shim that was killed leaves nothing that keeps the next from starting`() async throws {
        let home = try TestHome()
        let port = try FreePort.next()
        let command = try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "\(port)", "--user", "tester")
        for _ in 0..<3 {
            try await RunningShim.with(home, command) { shim in
                shim.program.send(SIGKILL)
                _ = await shim.program.end()
            }
        }
        try await RunningShim.with(home, command) { shim in
            #expect(shim.port == port)
            let second = try await RunningProgram.run(command)
            #expect(second.status == .code(0) && !second.errors.contains("restart"), "\(second)")
            #expect(await shim.stop().status == .code(0))
        }
        #expect(try home.names(in: ".local/state/argo-shim").allSatisfy { !$0.hasPrefix("shim.") })
    }

    @Test func `a state folder with a long path, and one that is shared with other machines, make no difference`() async throws {
        let home = try TestHome()
        let state = home.path + "/" + String(repeating: "long/", count: 30) + "state"
        let port = try FreePort.next()
        let environment = ["XDG_STATE_HOME": state, "XDG_RUNTIME_DIR": home.path]
        let command = try home.argoShim(
            ["run", "--upstream", "127.0.0.1:9", "--port", "\(port)", "--user", "tester"], environment: environment)
        // Another machine's shim is none of ours.
        try home.write(
            #"{"version":1,"process":1,"socket":"/nonexistent"}"#,
            to: "\(state.dropFirst(home.path.count + 1))/argo-shim/shim.elsewhere.\(port).lock")
        try await RunningShim.with(home, command) { _ in
            let second = try await RunningProgram.run(command)
            #expect(second.status == .code(0) && second.errors.contains("already running on port \(port)"), "\(second)")
        }
    }

    @Test func `of many that start at once one serves, and the others find it`() async throws {
        let home = try TestHome()
        let port = try FreePort.next()
        let command = try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "\(port)", "--user", "tester")
        try await withThrowingTaskGroup(of: Void.self) { others in
            try await RunningShim.with(home, command) { shim in
                for _ in 0..<6 {
                    others.addTask {
                        let finished = try await RunningProgram.run(command)
                        #expect(finished.status == .code(0), "\(finished)")
                    }
                }
                try await others.waitForAll()
                #expect(try await shim.curl().get("/health").status == 200)
            }
        }
    }

    @Test func `a process that holds the place and says nothing is named`() async throws {
        let home = try TestHome()
        let port = try FreePort.next()
        let command = try home.argoShim("run", "--upstream", "127.0.0.1:9", "--port", "\(port)", "--user", "tester")
        try await RunningShim.with(home, command) { shim in
            shim.program.send(SIGSTOP)
            let second = try await RunningProgram.run(command)
            #expect(second.status == .code(1), "\(second)")
            #expect(second.errors.contains("Your shim on port \(port) does not answer."), "\(second)")
            #expect(second.errors.contains("kill \(shim.program.processID)"), "\(second)")
        }
    }
}
