import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// One process of the real Claude Code, whose conversation goes on while the token is replaced.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: RealClients.runsClaudeCode, RealClients.advice))
struct ClaudeCodeConversationTests {
    @Test(arguments: ["echo", "command"])
    func `a conversation survives two rotations and the end of their grace periods`(helper: String) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--api-key-helper", helper]) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                let questions = Pipe()
                let command = try ClaudeCode.conversation(in: home, input: questions.fileHandleForReading)
                try await RunningProgram.with(command) { claude in
                    var turns = 0
                    let ask = { (question: String) in
                        turns += 1
                        try questions.fileHandleForWriting.write(contentsOf: Data(Self.line(question).utf8))
                        let answer = try await claude.output.line(turns, containing: #""type":"result""#)
                        #expect(answer.contains("You said: \(question)") && answer.contains(#""is_error":false"#), "\(answer)")
                        return try Self.session(answer)
                    }
                    let session = try #require(try await ask("one"))
                    let first = try shim.token()
                    try await rotate(1, in: shim, grace: 1)
                    #expect(try await ask("two") == session)
                    try await waitUntilRefused(first, by: shim)
                    #expect(try await ask("three") == session)
                    let second = try shim.token()
                    try await rotate(2, in: shim, grace: 0)
                    try await waitUntilRefused(second, by: shim)
                    #expect(try await ask("four") == session)
                    #expect(Set([first, second, try shim.token()]).count == 3)
                    try questions.fileHandleForWriting.close()
                    #expect(await claude.end().status == .code(0))
                }
                // The last question brings along what was said before: it is one conversation.
                let asked = await argo.requests.map(\.text)
                #expect(
                    asked.contains { text in
                        ["one", "two", "three", "four"].allSatisfy { text.contains("You said: \($0)") || $0 == "four" }
                    })
            }
        }
    }

    private static func line(_ question: String) -> String {
        #"{"type":"user","message":{"role":"user","content":[{"type":"text","text":"\#(question)"}]}}"# + "\n"
    }

    private static func session(_ answer: String) throws -> String? {
        let document = try JSONDocument(Array(answer.utf8))
        return document.value(at: ["session_id"]).flatMap(document.string)
    }

    /// Returns when the shim has taken the new token over.
    private func rotate(_ ordinal: Int, in shim: RunningShim, grace: Int) async throws {
        let finished = try await RunningProgram.run(try shim.home.argoShim("token", "rotate", "--token-grace", "\(grace)"))
        #expect(finished.status == .code(0), "\(finished)")
        _ = try await shim.program.errors.line(ordinal, containing: "the access token was rotated")
    }

    /// Until a grace period of a second at most is over; each look takes some milliseconds.
    private func waitUntilRefused(_ token: String, by shim: RunningShim) async throws {
        let curl = Curl(home: shim.home, port: shim.port, token: token)
        for _ in 0..<2_000 where try await curl.get("/v1/status").status == 401 { return }
        Issue.record("the token is good still")
    }
}
