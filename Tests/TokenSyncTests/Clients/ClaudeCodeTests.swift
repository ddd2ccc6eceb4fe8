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

    @Test func `either helper is right, and the way that was written stays until another one is asked for`() throws {
        let command = TokenDelivery.command(program: "/opt/argo-shim", arguments: ["token"])
        let unasked = { (token: String, program: String) in
            ShimAccess(
                port: 12345, token: try AccessToken(parsing: token), alternative: .command(program: program, arguments: ["token"]),
                models: ModelTiers(opus: "claude-opus-4-1", sonnet: "claude-sonnet-4-5"))
        }
        let home = try ClaudeCodeHome("{ \"apiKeyHelper\": \"echo sk-mine-0123456789\" }\n")
        let helper = {
            let document = try JSONDocument(try #require(home.bytes))
            return document.value(at: ["apiKeyHelper"]).flatMap(document.string)
        }
        let access = try unasked(ClaudeCodeHome.token, "/opt/argo-shim")
        let shown = home.synchronizer().plan(for: try ClaudeCodeHome.access(delivery: command), named: [.claudeCode]).items[0]
        #expect(!shown.diff.contains("sk-mine") && !"\(shown.changes)".contains("sk-mine"))
        try home.apply(access)
        #expect(try helper() == "echo \(ClaudeCodeHome.token)", "at first it is echo")
        let second = "second-token-0123456789"
        #expect(try home.state(unasked(second, "/opt/argo-shim")) == .drifted)
        try home.apply(try unasked(second, "/opt/argo-shim"))
        #expect(try helper() == "echo \(second)")

        try home.apply(try ClaudeCodeHome.access(token: second, delivery: command))
        #expect(try helper() == "'/opt/argo-shim' token")
        #expect(try home.state(unasked(second, "/opt/argo-shim")) == .right)
        try home.apply(try unasked("third-token-0123456789", "/usr/bin/argo-shim"))
        #expect(try helper() == "'/usr/bin/argo-shim' token", "the program has moved, the way is the same")
        try home.apply(try ClaudeCodeHome.access(token: second))
        #expect(try helper() == "echo \(second)", "asked for")
        _ = home.synchronizer().revert()
        #expect(try helper() == "echo sk-mine-0123456789")
        // Somebody copied it from elsewhere, and we remember nothing.
        try home.folder.write("{ \"apiKeyHelper\": \"'/opt/argo-shim' token\" }\n", to: ClaudeCodeHome.settings)
        try home.apply(access)
        #expect(try helper() == "'/opt/argo-shim' token")
    }

    @Test func `a file that others can read is warned of only when the token is in it`() throws {
        let home = try ClaudeCodeHome("{}\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: home.file)
        let command = TokenDelivery.command(program: "/opt/argo-shim", arguments: ["token"])
        #expect(try home.apply(try ClaudeCodeHome.access(delivery: command)).warnings == [])
        let unasked = ShimAccess(port: 12345, token: try AccessToken(parsing: ClaudeCodeHome.token), alternative: command)
        #expect(try home.apply(unasked).warnings == [])
        #expect(try home.apply(try ClaudeCodeHome.access()).warnings == [.tokenReadableByOthers(file: home.file, mode: 0o644)])
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
        #expect(SettingsClient.claudeCode(folders).files(access).map(\.paths) == [[folder.path + "/elsewhere/settings.json"]])
        let home = UserFolders(home: "/home/x", environment: ["CLAUDE_CONFIG_DIR": ""])
        #expect(SettingsClient.claudeCode(home).files(access).map(\.paths) == [["/home/x/.claude/settings.json"]])
    }
}
