import Foundation
import LosslessJSON
import Testing

/// Commands that write, killed from outside at many moments: what they leave is whole, and the next one puts it right.
@Suite(.timeLimit(.minutes(10))) struct InterruptedCommandTests {
    private static let rounds = 16
    private let home: TestHome

    init() throws {
        home = try TestHome()
    }

    private func run(_ arguments: [String]) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(arguments))
    }

    /// Starts a command and kills it, a little later in each round: a look at a folder takes some ten microseconds.
    private func kill(_ arguments: [String], in round: Int) async throws {
        try await RunningProgram.with(try home.argoShim(arguments)) { program in
            for _ in 0..<round * 1_000 { _ = home.exists(".local") }
            program.send(SIGKILL)
            _ = await program.end()
        }
    }

    /// The token that Claude Code is told.
    private func tokenInSettings() throws -> String {
        let settings = try #require(home.text(TestHome.settings))
        let helper = try #require(try UserSettings.value("apiKeyHelper", in: settings), "\(settings)")
        return try #require(helper.split(separator: " ").last.map(String.init))
    }

    @Test func `a rotation leaves a token that is good, and settings with this one or the one before it`() async throws {
        try home.write(UserSettings.text, to: TestHome.settings)
        try await BackgroundShim.with(home) { shim in
            _ = try await shim.run("start", ["--upstream", "127.0.0.1:9", "--user", "tester"])
            for round in 0..<Self.rounds {
                try await kill(["token", "rotate"], in: round)
                let token = try await run(["token"])
                #expect(token.status == .code(0), "round \(round): \(token)")
                let check = try await run(["token", "check", tokenInSettings()])
                #expect([.code(0), .code(3)].contains(check.status), "round \(round): \(check)")
                // Whoever has asked for it is gone; the shim takes it over all the same.
                #expect(try await shim.curl().get("/v1/status").status == 200, "round \(round)")
                #expect(try await shim.run("reload").status == .code(0))
                #expect(try await run(["token", "check", tokenInSettings()]).output == "current\n", "round \(round)")
            }
            #expect(try await shim.run("stop", ["--restore"]).status == .code(0))
        }
        #expect(home.text(TestHome.settings) == UserSettings.text)
    }

    @Test func `configure and its undoing leave the earlier settings or the new ones, and the way back to the user's own`() async throws {
        try home.write(UserSettings.text, to: TestHome.settings)
        let configure = ["configure", "claude-code", "--port", "4711"]
        #expect(try await run(configure).status == .code(0))
        let configured = try #require(home.text(TestHome.settings))
        #expect(try await run(["configure", "--undo"]).status == .code(0))
        for round in 0..<Self.rounds {
            for command in [configure, ["configure", "claude-code", "--undo"]] {
                try await kill(command, in: round)
                let text = try #require(home.text(TestHome.settings))
                #expect([UserSettings.text, configured].contains(text), "round \(round): \(text)")
                let finished = try await run(command)
                #expect(finished.status == .code(0), "round \(round): \(finished)")
            }
            #expect(home.text(TestHome.settings) == UserSettings.text, "round \(round)")
        }
        let list = try await run(["configure", "--list"])
        #expect(list.output.contains("claude-code  not configured"), "\(list)")
    }
}
