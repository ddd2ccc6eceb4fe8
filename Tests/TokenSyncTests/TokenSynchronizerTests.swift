import Foundation
import Testing

@testable import SystemSupport
@testable import TokenSync

struct TokenSynchronizerTests {
    private let user = #"{"model": "opus"}"#

    // MARK: Plan

    @Test func `a plan writes nothing and tells what it would`() throws {
        let home = try ClaudeCodeHome(user)
        let plan = home.synchronizer().plan(for: try ClaudeCodeHome.access())
        #expect(plan.items[0].state == .notConfigured)
        #expect(plan.items[0].changes.first?.path == ["apiKeyHelper"])
        #expect(plan.items[0].changes.count == 7)
        #expect(home.text == user)
        #expect(try home.folder.names() == [".claude", ClaudeCodeHome.settings])
    }

    @Test func `what is not installed is configured only when it is named`() throws {
        let home = try ClaudeCodeHome(nil as String?, isInstalled: false)
        #expect(try home.state() == .notInstalled)
        #expect(try home.apply().result == .notInstalled)
        #expect(try home.folder.names() == [])
        #expect(try home.apply(named: [.claudeCode]).isWritten)
        #expect(try home.folder.mode(".claude") == 0o700)
        #expect(try home.folder.mode(ClaudeCodeHome.settings) == 0o600)
        #expect(home.synchronizer().revert().map(\.result) == [.removed])
        #expect(!home.folder.exists(".claude"))
    }

    @Test func `a rotated token is a drift`() throws {
        let home = try ClaudeCodeHome(user)
        try home.apply()
        let other = try ClaudeCodeHome.access(token: "another-token-0123456789")
        #expect(try home.state(other) == .drifted)
        #expect(try home.apply(other).isWritten)
        #expect(try home.state(other) == .right)
        #expect(home.synchronizer().revert().map(\.result) == [.earlierBytes])
        #expect(home.text == user)
        #expect(try home.state() == .notConfigured)
    }

    @Test func `the token is in no description`() throws {
        let home = try ClaudeCodeHome(#"{"apiKeyHelper": "echo secret-of-another"}"#)
        let access = try ClaudeCodeHome.access()
        let plan = home.synchronizer().plan(for: access)
        let outcome = try home.apply()
        var dumped = ""
        dump(plan, to: &dumped)
        dump(outcome, to: &dumped)
        dump(access, to: &dumped)
        let all = "\(dumped) \(plan) \(outcome) \(access) \(String(reflecting: plan)) \(plan.items[0].changes)"
        #expect(!all.contains(ClaudeCodeHome.token))
        #expect(!all.contains("secret-of-another"))
        let remembered = try home.folder.names().filter { $0.hasSuffix(".json") && $0.contains("backups") }
        #expect(remembered.count == 1)
        #expect(home.folder.text(remembered[0])?.contains(ClaudeCodeHome.token) == false)
        #expect(try home.folder.mode(remembered[0]) == 0o600)
    }

    // MARK: Apply

    @Test func `applying again changes no byte and touches no file`() throws {
        let home = try ClaudeCodeHome(user)
        try home.apply()
        let past = Date(timeIntervalSince1970: 1_000_000_000)
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: home.file)
        #expect(try home.apply().result == .unchanged)
        #expect(try home.folder.modified(ClaudeCodeHome.settings) == past)
    }

    @Test(arguments: [0o600, 0o644, 0o660])
    func `a file keeps its mode, and an open one is a warning with the command that helps`(mode: Int) throws {
        let home = try ClaudeCodeHome()
        try home.folder.write(user, to: ClaudeCodeHome.settings, mode: mode)
        let outcome = try home.apply()
        #expect(try home.folder.mode(ClaudeCodeHome.settings) == mode)
        #expect(outcome.warnings == (mode == 0o600 ? [] : [.tokenReadableByOthers(file: home.file, mode: UInt32(mode))]))
        #expect(outcome.warnings.allSatisfy { $0.description.contains("chmod 600 \(home.file)") })
    }

    @Test func `a link into another folder stays a link`() throws {
        let home = try ClaudeCodeHome()
        try home.folder.write(user, to: "dotfiles/claude.json", mode: 0o640)
        try FileManager.default.createSymbolicLink(atPath: home.folder.path + "/dotfiles/hop", withDestinationPath: "claude.json")
        try FileManager.default.createSymbolicLink(atPath: home.file, withDestinationPath: "../dotfiles/hop")
        #expect(try home.apply().isWritten)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: home.file) == "../dotfiles/hop")
        #expect(home.folder.text("dotfiles/claude.json")?.contains("ANTHROPIC_BASE_URL") == true)
        #expect(try home.folder.mode("dotfiles/claude.json") == 0o640)
        #expect(home.synchronizer().revert().map(\.result) == [.earlierBytes])
        #expect(home.folder.text("dotfiles/claude.json") == user)
    }

    @Test func `a link to a file that is not there yet gets its file`() throws {
        let home = try ClaudeCodeHome()
        try FileManager.default.createSymbolicLink(atPath: home.file, withDestinationPath: "../dotfiles/claude.json")
        #expect(try home.apply().isWritten)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: home.file) == "../dotfiles/claude.json")
        #expect(try home.folder.mode("dotfiles/claude.json") == 0o600)
    }

    @Test func `a circle of links is refused`() throws {
        let home = try ClaudeCodeHome()
        try FileManager.default.createSymbolicLink(atPath: home.file, withDestinationPath: "settings.json")
        #expect(try home.apply().error?.fault == .fileSystem(.tooManyLinks(path: home.file)))
    }

    @Test func `a folder in the place of the file is refused`() throws {
        let home = try ClaudeCodeHome()
        try FileManager.default.createDirectory(atPath: home.file, withIntermediateDirectories: false)
        #expect(try home.apply().error?.fault == .fileSystem(.notARegularFile(path: home.file)))
    }

    @Test func `a read-only file is refused and left alone`() throws {
        let home = try ClaudeCodeHome()
        try home.folder.write(user, to: ClaudeCodeHome.settings, mode: 0o444)
        #expect(try home.apply().error?.fault == .readOnly)
        #expect(home.text == user)
        #expect(try home.folder.mode(ClaudeCodeHome.settings) == 0o444)
    }

    @Test func `a file that is too large is refused unread`() throws {
        let home = try ClaudeCodeHome([UInt8](repeating: 0x20, count: UserFile.sizeLimit + 1))
        #expect(try home.apply().error?.fault == .fileSystem(.tooLarge(path: home.file, limit: UserFile.sizeLimit)))
    }

    @Test func `a file of a megabyte is edited like a small one`() throws {
        let rules = (0..<25_000).map { "      \"Bash(make target-number-\($0):*)\"" }.joined(separator: ",\n")
        let text = "{\n  \"permissions\": {\n    \"allow\": [\n\(rules)\n    ]\n  }\n}\n"
        #expect(text.utf8.count > 1_000_000)
        let home = try ClaudeCodeHome(text)
        #expect(try home.apply().isWritten)
        #expect(home.text?.hasPrefix(text.dropLast(3)) == true)
        #expect(home.synchronizer().revert().map(\.result) == [.earlierBytes])
        #expect(home.text == text)
    }

    @Test func `a damaged record stops the write and is named`() throws {
        let home = try ClaudeCodeHome(user)
        try home.apply()
        let record = try #require(try home.folder.names().first { $0.hasSuffix(".json") && $0.contains("backups") })
        try home.folder.write("{", to: record)
        let before = home.bytes
        let outcome = try home.apply(try ClaudeCodeHome.access(port: 1))
        #expect(outcome.error?.fault == .damagedBackup(path: home.folder.path + "/" + record))
        #expect(home.bytes == before)
        let reverted = home.synchronizer().revert()
        #expect(reverted.map(\.client) == [nil])
        #expect(reverted.map(\.file) == [home.folder.path + "/" + record])
    }

    @Test func `whatever is written is written under the lock`() throws {
        let home = try ClaudeCodeHome(user)
        let applying = ScriptedFileSystem()
        try home.apply(nil, applying)
        // Before it there is only the folder that the lock is in.
        #expect(applying.log.drop { $0 == "createFolder" }.first == "lock")
        #expect(applying.log.filter { $0 == "lock" }.count == 1)
        let reverting = ScriptedFileSystem()
        _ = home.synchronizer(reverting).revert()
        #expect(reverting.log.first == "lock")
        #expect(reverting.log.count > 1)
    }

    // MARK: Revert

    @Test func `an edit since then survives, and our keys get their earlier values`() throws {
        let home = try ClaudeCodeHome("{\n  // mine\n  \"apiKeyHelper\": \"old\",\n  \"env\": {\n    \"X\": \"1\"\n  }\n}\n")
        try home.apply()
        try home.folder.write(
            try #require(home.text).replacing("\"X\": \"1\"", with: "\"X\": \"2\", \"Z\": 3"), to: ClaudeCodeHome.settings)
        let result = home.synchronizer().revert().map(\.result)
        guard case .earlierValues(let restored, let left)? = result.first else { return #expect(Bool(false), "\(result)") }
        #expect(restored.count == 7)
        #expect(left.isEmpty)
        #expect(home.text == "{\n  // mine\n  \"apiKeyHelper\": \"old\",\n  \"env\": {\n    \"X\": \"2\", \"Z\": 3\n  }\n}\n")
        #expect(home.synchronizer().revert().isEmpty)
    }

    @Test func `what was given another value since is left and named`() throws {
        let home = try ClaudeCodeHome(user)
        try home.apply()
        try home.folder.write(try #require(home.text).replacing("127.0.0.1:12345", with: "127.0.0.1:9"), to: ClaudeCodeHome.settings)
        let result = home.synchronizer().revert().map(\.result)
        guard case .earlierValues(let restored, let left)? = result.first else { return #expect(Bool(false), "\(result)") }
        #expect(restored.count == 6)
        #expect(left == [["env", "ANTHROPIC_BASE_URL"]])
        #expect(home.text == #"{"model": "opus", "env": {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9/argoapi"}}"#)
    }

    @Test func `an object that only we filled goes with our keys`() throws {
        let home = try ClaudeCodeHome("{\n  \"model\": \"opus\"\n}\n")
        try home.apply()
        try home.folder.write(try #require(home.text).replacing("\"opus\"", with: "\"sonnet\""), to: ClaudeCodeHome.settings)
        _ = home.synchronizer().revert()
        #expect(home.text == "{\n  \"model\": \"sonnet\"\n}\n")
    }

    @Test func `edits between two writes of ours are part of the earlier bytes`() throws {
        let home = try ClaudeCodeHome("{\n  \"model\": \"opus\"\n}\n")
        try home.apply()
        try home.folder.write(try #require(home.text).replacing("\"opus\"", with: "\"sonnet\""), to: ClaudeCodeHome.settings)
        try home.apply(try ClaudeCodeHome.access(port: 7))
        #expect(home.synchronizer().revert().map(\.result) == [.earlierBytes])
        #expect(home.text == "{\n  \"model\": \"sonnet\"\n}\n")
    }

    @Test func `a file that another program wrote anew is understood all the same`() throws {
        let home = try ClaudeCodeHome("{\n  \"model\": \"opus\"\n}\n")
        try home.apply()
        let object = try JSONSerialization.jsonObject(with: Data(try #require(home.bytes)))
        try home.folder.write(try JSONSerialization.data(withJSONObject: object), to: ClaudeCodeHome.settings)
        #expect(try home.state() == .right)
        guard case .earlierValues(let restored, let left)? = home.synchronizer().revert().map(\.result).first else {
            return #expect(Bool(false))
        }
        #expect(restored.count == 7 && left.isEmpty)
        #expect(home.text == #"{"model":"opus"}"#)
    }

    @Test func `a file that is gone is reported as missing`() throws {
        let home = try ClaudeCodeHome(user)
        try home.apply()
        try FileManager.default.removeItem(atPath: home.file)
        #expect(home.synchronizer().revert().map(\.result) == [.missing])
        #expect(home.synchronizer().revert().isEmpty)
    }

    @Test func `a file that no longer parses is left, and remembered for the next time`() throws {
        let home = try ClaudeCodeHome(user)
        try home.apply()
        try home.folder.write("{", to: ClaudeCodeHome.settings)
        guard case .failed(let error)? = home.synchronizer().revert().map(\.result).first else { return #expect(Bool(false)) }
        #expect(error.description.hasPrefix("\(home.file):1:2: "))
        #expect(home.text == "{")
        try home.folder.write("{}", to: ClaudeCodeHome.settings)
        #expect(home.synchronizer().revert().count == 1)
    }

    @Test func `files are taken back wherever the environment points now`() throws {
        let home = try ClaudeCodeHome(user)
        try home.apply()
        let folders = UserFolders(home: home.folder.path, environment: ["CLAUDE_CONFIG_DIR": "/nowhere"])
        #expect(TokenSynchronizer(folders: folders).revert().map(\.file) == [home.file])
        #expect(home.text == user)
    }
}
