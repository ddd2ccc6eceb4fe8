import FakeArgo
import Foundation
import Testing

/// Clocks that go wrong: libfaketime gives a program another one.
@Suite(.timeLimit(.minutes(10)), .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/faketime"), "faketime moves clocks"))
struct ClockTests {
    private func at(_ offset: String, _ command: Command) -> Command {
        var moved = command
        moved.program = "/usr/bin/faketime"
        moved.arguments = ["-f", offset, command.program] + command.arguments
        // Only the clock on the wall goes wrong; waits are by another one.
        moved.environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        // Files have the times that they were written at.
        moved.environment["NO_FAKE_STAT"] = "1"
        return moved
    }

    @Test(arguments: ["+400d", "-400d"])
    func `a command whose clock is wrong finds the shim, and its token is the right one`(offset: String) async throws {
        let home = try TestHome()
        try await BackgroundShim.with(home) { shim in
            let options = ["--upstream", "127.0.0.1:9", "--user", "tester"]
            // Nobody listens there, which is said; the shim runs.
            #expect(try await shim.run("start", options).status == .code(3))
            let status = try await RunningProgram.run(at(offset, try home.argoShim("status", "--port", "\(shim.port)")))
            #expect(status.output.contains("is running in the background") && !status.output.contains(" -"), "\(status)")
            let token = try await RunningProgram.run(at(offset, try home.argoShim("token")))
            let curl = Curl(home: home, port: shim.port, token: token.output.trimmingCharacters(in: .newlines))
            #expect(try await curl.get("/v1/status").status == 200)
            // Replaced by a wrong clock: whoever has the new one is let in.
            #expect(try await RunningProgram.run(at(offset, try home.argoShim("token", "rotate"))).status == .code(0))
            #expect(try await shim.curl().get("/v1/status").status == 200)
            #expect(try await shim.run("restart").status == .code(3))
            #expect(try await shim.curl().get("/v1/status").status == 200)
        }
    }

    @Test func `a clock that has gone back is found by doctor, and nothing else minds`() async throws {
        let home = try TestHome()
        _ = try await RunningProgram.run(try home.argoShim("token"))
        let token = try #require(home.text(TestHome.token))
        let arguments = ["doctor", "--host", "127.0.0.1", "--nojump"]
        let doctor = try await RunningProgram.run(at("-2d", try home.argoShim(arguments)))
        #expect(doctor.output.contains("warn  clock") && doctor.output.contains("timedatectl set-ntp true"), "\(doctor)")
        let again = try await RunningProgram.run(at("-2d", try home.argoShim("token")))
        #expect(again.output == token, "\(again)")
        let right = try await RunningProgram.run(try home.argoShim(arguments))
        #expect(right.output.contains("ok    clock"), "\(right)")
    }

    @Test func `a token that was replaced by a clock of the future is no longer good than any`() async throws {
        let home = try TestHome()
        _ = try await RunningProgram.run(try home.argoShim("token"))
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .whitespacesAndNewlines)
        let rotated = try await RunningProgram.run(at("+30d", try home.argoShim("token", "rotate")))
        #expect(rotated.status == .code(0), "\(rotated)")
        let check = try await RunningProgram.run(try home.argoShim("token", "check", token))
        #expect(check.status == .code(1), "\(check)")
    }
}
