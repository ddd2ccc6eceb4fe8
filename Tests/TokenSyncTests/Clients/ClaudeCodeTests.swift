import Foundation
import LosslessJSON
import Testing

@testable import TokenSync

struct ClaudeCodeTests {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/claude-code")

    private static let names: [String] = {
        // An empty list fails the test that counts them.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: fixtures.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }()

    private func fixture(_ name: String, _ part: String) -> [UInt8]? {
        FileManager.default.contents(atPath: Self.fixtures.appendingPathComponent("\(name)/\(part)").path).map(Array.init)
    }

    @Test func `the fixtures are found`() {
        #expect(Self.names.count >= 25)
    }

    @Test(arguments: names)
    func `settings of every layout become what they shall, and what they were`(name: String) throws {
        let before = fixture(name, "before")
        let home = try ClaudeCodeHome(before)
        let outcome = try home.apply()
        if let error = fixture(name, "error") {
            #expect(outcome.error.map { "\($0)\n" } == "\(home.file):" + String(decoding: error, as: UTF8.self))
            #expect(home.bytes == before)
            #expect(try home.state() == .refused(try #require(outcome.error)))
            return
        }
        let after = try #require(fixture(name, "after"))
        #expect(home.text == String(decoding: after, as: UTF8.self))
        #expect(home.bytes == after)
        #expect(outcome.isWritten == (before != after))
        #expect(try home.apply().result == .unchanged)
        #expect(try home.state() == .right)
        let reverted = home.synchronizer().revert()
        #expect(reverted.map(\.result) == (before == after ? [] : before == nil ? [.removed] : [.earlierBytes]))
        #expect(home.bytes == before)
    }

    @Test(arguments: ["echo", "command"])
    func `the helper prints the token`(kind: String) throws {
        let delivery: TokenDelivery =
            kind == "echo" ? .echo : .command(program: "/bin/echo", arguments: ["it's", "a b", ClaudeCodeHome.token])
        let home = try ClaudeCodeHome()
        try home.apply(try ClaudeCodeHome.access(delivery: delivery))
        let document = try JSONDocument(try #require(home.bytes))
        let command = try #require(document.value(at: ["apiKeyHelper"]).flatMap(document.string))
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(output == (kind == "echo" ? "" : "it's a b ") + ClaudeCodeHome.token + "\n")
    }

    @Test func `a command keeps the token out of the file`() throws {
        let home = try ClaudeCodeHome("{}")
        let outcome = try home.apply(
            try ClaudeCodeHome.access(delivery: .command(program: "/opt/argo shim/argo-shim", arguments: ["token"])))
        #expect(home.text?.contains(ClaudeCodeHome.token) == false)
        #expect(home.text?.contains(#""apiKeyHelper": "'/opt/argo shim/argo-shim' token""#) == true)
        #expect(outcome.warnings == [])
    }

    @Test func `a token with a tilde is not expanded by the shell`() throws {
        let home = try ClaudeCodeHome()
        try home.apply(try ClaudeCodeHome.access(token: "~abcdefghijklmnop"))
        #expect(home.text?.contains(#""echo '~abcdefghijklmnop'""#) == true)
    }

    @Test func `models that we wrote follow the given names, and none is written without a name`() throws {
        let home = try ClaudeCodeHome()
        try home.apply(try ClaudeCodeHome.access(models: ModelTiers(opus: "one")))
        #expect(home.text?.contains("SONNET") == false)
        try home.apply(try ClaudeCodeHome.access(models: ModelTiers(opus: "two")))
        #expect(home.text?.contains(#""ANTHROPIC_DEFAULT_OPUS_MODEL": "two""#) == true)
        try home.folder.write(try #require(home.text).replacing("two", with: "mine"), to: ClaudeCodeHome.settings)
        try home.apply(try ClaudeCodeHome.access(models: ModelTiers(opus: "three")))
        #expect(home.text?.contains(#""ANTHROPIC_DEFAULT_OPUS_MODEL": "mine""#) == true)
        // Nothing is known of the models for a moment: what is there stays.
        #expect(try home.state(try ClaudeCodeHome.access(models: ModelTiers())) == .right)
    }

    @Test func `the folder of the environment is used`() throws {
        let folder = try TemporaryFolder()
        let folders = UserFolders(home: folder.path, environment: ["CLAUDE_CONFIG_DIR": folder.path + "/elsewhere/"])
        let access = try ClaudeCodeHome.access()
        #expect(ClaudeCode(folders).files(for: access).map(\.paths) == [[folder.path + "/elsewhere/settings.json"]])
        let home = UserFolders(home: "/home/x", environment: ["CLAUDE_CONFIG_DIR": ""])
        #expect(ClaudeCode(home).files(for: access).map(\.paths) == [["/home/x/.claude/settings.json"]])
    }
}
