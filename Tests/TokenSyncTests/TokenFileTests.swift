import Dispatch
import Foundation
import Testing

@testable import SystemSupport
@testable import TokenSync

struct TokenFileTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func file(_ folder: TemporaryFolder, _ fileSystem: any FileSystem = LocalFileSystem()) -> TokenFile {
        TokenFile(folder: folder.path + "/state/argo-shim", fileSystem: fileSystem)
    }

    private let name = "state/argo-shim/token"

    @Test(
        arguments: [
            ([:], "/home/x/.local/state/argo-shim"), (["XDG_STATE_HOME": "/var/s/"], "/var/s/argo-shim"),
            (["XDG_STATE_HOME": "relative"], "/home/x/.local/state/argo-shim"), (["XDG_STATE_HOME": ""], "/home/x/.local/state/argo-shim"),
        ] as [([String: String], String)])
    func `the state folder follows the environment`(environment: [String: String], folder: String) {
        #expect(UserFolders(home: "/home/x/", environment: environment).state == folder)
    }

    @Test func `the first token is private and stays`() throws {
        let folder = try TemporaryFolder()
        #expect(try file(folder).load() == nil)
        let made = try file(folder).loadOrCreate()
        #expect(made.warnings == [])
        #expect(try file(folder).loadOrCreate() == made)
        #expect(try file(folder).load() == made)
        #expect(try folder.mode(name) == 0o600)
        #expect(try folder.mode("state/argo-shim") == 0o700)
        #expect(try folder.names() == ["state", "state/argo-shim", name])
        #expect(folder.text(name) == made.tokens.current.secret + "\n")
    }

    @Test(arguments: ["0123456789abcdef", "0123456789abcdef\n", "  0123456789abcdef\r\n\n"])
    func `a token of an older program is read`(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: name, mode: 0o600)
        #expect(try file(folder).load()?.tokens.current.secret == "0123456789abcdef")
        #expect(folder.text(name) == text)
    }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620])
    func `a file that others can open gets its mode repaired, with a warning`(mode: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write("0123456789abcdef", to: name, mode: mode)
        let loaded = try #require(try file(folder).load())
        #expect(loaded.warnings == [.modeRepaired(path: folder.path + "/" + name, mode: UInt32(mode))])
        #expect(try folder.mode(name) == 0o600)
        #expect(try file(folder).load()?.warnings == [])
    }

    @Test(arguments: ["", "\n", "short", "two words of a token", "<html>0123456789abcdef"])
    func `a damaged file is an error with the way out, and is never replaced`(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: name, mode: 0o600)
        let error = try #require(throws: TokenFileError.self) { try file(folder).loadOrCreate() }
        #expect(error.description.hasPrefix(folder.path + "/" + name))
        #expect(error.description.contains("argo-shim token rotate"))
        #expect(text.count < 10 || !error.description.contains(text))
        #expect(folder.text(name) == text)
        let rotated = try file(folder).rotate(now: now)
        #expect(rotated.tokens.previous == nil)
        #expect(try file(folder).load() == rotated)
    }

    @Test func `a link, a folder and a huge file are refused`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/" + name
        try folder.write("0123456789abcdef", to: "elsewhere", mode: 0o600)
        try FileManager.default.createDirectory(atPath: folder.path + "/state/argo-shim", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.path + "/elsewhere")
        #expect(throws: TokenFileError.fileSystem(.notARegularFile(path: path))) { try file(folder).loadOrCreate() }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: TokenFileError.fileSystem(.notARegularFile(path: path))) { try file(folder).loadOrCreate() }
        try FileManager.default.removeItem(atPath: path)
        try folder.write(String(repeating: "a", count: 5_000), to: name, mode: 0o600)
        #expect(throws: TokenFileError.fileSystem(.tooLarge(path: path, limit: 4_096))) { try file(folder).loadOrCreate() }
    }

    @Test func `of two rotations of the same token the second does nothing`() throws {
        let folder = try TemporaryFolder()
        let first = try file(folder).loadOrCreate().tokens.current
        let rotated = try file(folder).rotate(now: now, replacing: first)
        #expect(rotated.tokens.current != first && rotated.tokens.previous?.token == first)
        #expect(try file(folder).rotate(grace: .zero, now: now, replacing: first) == rotated)
        #expect(try file(folder).rotate(now: now, replacing: rotated.tokens.current).tokens.previous?.token == rotated.tokens.current)
    }

    @Test func `somebody else's file is refused, by rotation too`() throws {
        let folder = try TemporaryFolder()
        try folder.write("0123456789abcdef", to: name, mode: 0o600)
        let owner = LocalFileSystem().userID
        let foreign = file(folder, ScriptedFileSystem(userID: owner + 1))
        let error = TokenFileError.foreignOwner(path: folder.path + "/" + name, owner: owner)
        #expect(throws: error) { try foreign.loadOrCreate() }
        #expect(throws: error) { try foreign.rotate(now: now) }
        #expect(folder.text(name) == "0123456789abcdef")
    }

    // MARK: Rotation

    @Test func `a rotated token stays good for its grace period, after a restart too`() throws {
        let folder = try TemporaryFolder()
        let first = try file(folder).loadOrCreate().tokens.current
        let rotated = try file(folder).rotate(now: now).tokens
        #expect(rotated.current != first)
        #expect(rotated.previous == .init(token: first, expiry: now.addingTimeInterval(600)))
        #expect(try file(folder).load()?.tokens == rotated)
        #expect(rotated.accepts(first.secret, at: now.addingTimeInterval(599)))
        #expect(!rotated.accepts(first.secret, at: now.addingTimeInterval(600)))
        #expect(try folder.mode("state/argo-shim/token.previous") == 0o600)
        let again = try file(folder).rotate(grace: .seconds(5), now: now).tokens
        #expect(again.previous == .init(token: rotated.current, expiry: now.addingTimeInterval(5)))
        #expect(!again.accepts(first.secret, at: now))
    }

    @Test func `rotation makes the first token where there is none`() throws {
        let folder = try TemporaryFolder()
        let made = try file(folder).rotate(now: now)
        #expect(made.tokens.previous == nil)
        #expect(try file(folder).load() == made)
    }

    @Test(arguments: ["", "0123456789abcdef", "0123456789abcdef\nsoon", "x\n5", "0123456789abcdef\n5\n6"])
    func `a damaged previous token costs its grace period and nothing else`(text: String) throws {
        let folder = try TemporaryFolder()
        let made = try file(folder).loadOrCreate().tokens
        try folder.write(text, to: "state/argo-shim/token.previous", mode: 0o600)
        let loaded = try #require(try file(folder).load())
        #expect(loaded.tokens == made)
        #expect(loaded.warnings == [.previousTokenUnreadable(path: folder.path + "/state/argo-shim/token.previous")])
    }

    @Test func `dying at any step of a rotation leaves a token that is good`() throws {
        let counting = ScriptedFileSystem()
        let rehearsal = try TemporaryFolder()
        _ = try file(rehearsal).loadOrCreate()
        _ = try file(rehearsal, counting).rotate(now: now)
        #expect(counting.steps >= 6)
        for step in 0..<counting.steps {
            let folder = try TemporaryFolder()
            let first = try file(folder).loadOrCreate().tokens.current
            #expect(throws: TokenFileError.self) { try file(folder, ScriptedFileSystem(dyingAt: step)).rotate(now: now) }
            let tokens = try #require(try file(folder).load()).tokens
            #expect(tokens.accepts(first.secret, at: now.addingTimeInterval(1)))
            #expect(tokens.current == first || tokens.previous?.token == first)
            #expect(try file(folder).rotate(now: now).tokens.previous?.token == tokens.current)
        }
    }

    @Test func `dying at any step of the making leaves no half token`() throws {
        let counting = ScriptedFileSystem()
        let rehearsal = try TemporaryFolder()
        _ = try file(rehearsal, counting).loadOrCreate()
        for step in 0..<counting.steps {
            let folder = try TemporaryFolder()
            // The death behind the last step that matters is one that nobody sees.
            _ = try? file(folder, ScriptedFileSystem(dyingAt: step)).loadOrCreate()
            let left = try file(folder).load()
            let made = try file(folder).loadOrCreate()
            #expect(left == nil || left == made)
            #expect(made.tokens.current.secret.count == 43)
        }
    }

    // MARK: Several at once

    @Test(arguments: 0..<5)
    func `all that make the token at once get the same`(round: Int) throws {
        let folder = try TemporaryFolder()
        let file = file(folder)
        let seen = Locked<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 20) { _ in
            // A failure is a secret that is missing from the list.
            guard let secret = try? file.loadOrCreate().tokens.current.secret else { return }
            seen.withLock { $0.append(secret) }
        }
        let secrets = seen.withLock { $0 }
        #expect(secrets.count == 20)
        #expect(Set(secrets).count == 1)
        #expect(try folder.names() == ["state", "state/argo-shim", name])
    }

    @Test func `all that rotate at once take turns`() throws {
        let folder = try TemporaryFolder()
        let file = file(folder)
        _ = try file.loadOrCreate()
        let failures = Locked(0)
        DispatchQueue.concurrentPerform(iterations: 20) { _ in
            do {
                _ = try file.rotate(now: now)
                guard try file.load() != nil else { throw TokenFileError.damaged(path: "", .wrongCharacter) }
            } catch {
                failures.withLock { $0 += 1 }
            }
        }
        #expect(failures.withLock { $0 } == 0)
        let tokens = try #require(try file.load()).tokens
        #expect(tokens.previous != nil && tokens.previous?.token != tokens.current)
        #expect(try folder.names().filter { $0.contains(".token") } == [])
    }
}
