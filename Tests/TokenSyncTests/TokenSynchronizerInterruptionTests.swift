import Dispatch
import Foundation
import LosslessJSON
import SystemSupport
import Testing

@testable import TokenSync

/// Deaths and foreign writers at every step of a write.
struct TokenSynchronizerInterruptionTests {
    private static let before = "{\n  // mine\n  \"model\": \"opus\"\n}\n"

    private static func texts(of before: String?) throws -> (after: [UInt8]?, applySteps: Int, revertSteps: Int) {
        let home = try ClaudeCodeHome(before)
        let applying = ScriptedFileSystem()
        try home.apply(nil, applying)
        let after = home.bytes
        let reverting = ScriptedFileSystem()
        _ = home.synchronizer(reverting).revert()
        return (after, applying.steps, reverting.steps)
    }

    @Test(arguments: [before, nil])
    func `dying at any step leaves the old file or the new one, and the next run completes or takes it back`(before: String?) throws {
        let (after, applySteps, revertSteps) = try Self.texts(of: before)
        #expect(applySteps >= 8 && revertSteps >= 3)
        let old = before.map { Array($0.utf8) }
        for step in 0..<applySteps {
            for isCompleted in [true, false] {
                let home = try ClaudeCodeHome(before)
                let dying = ScriptedFileSystem(dyingAt: step)
                try home.apply(nil, dying)
                #expect(dying.isDead)
                #expect(home.bytes == old || home.bytes == after)
                if isCompleted {
                    try home.apply()
                    #expect(home.bytes == after)
                    #expect(try home.state() == .right)
                }
                _ = home.synchronizer().revert()
                #expect(home.bytes == old, "step \(step)")
            }
        }
        for step in 0..<revertSteps {
            let home = try ClaudeCodeHome(before)
            try home.apply()
            let dying = ScriptedFileSystem(dyingAt: step)
            _ = home.synchronizer(dying).revert()
            #expect(dying.isDead)
            #expect(home.bytes == old || home.bytes == after)
            _ = home.synchronizer().revert()
            #expect(home.bytes == old)
            #expect(home.synchronizer().revert().isEmpty)
        }
    }

    @Test func `dying between two ports leaves one of them, and both can be taken back`() throws {
        let (_, steps, _) = try Self.texts(of: Self.before)
        for step in 0..<steps {
            let home = try ClaudeCodeHome(Self.before)
            try home.apply()
            let dying = ScriptedFileSystem(dyingAt: step)
            try home.apply(try ClaudeCodeHome.access(port: 7), dying)
            if dying.isDead, step % 2 == 0 { try home.apply(try ClaudeCodeHome.access(port: 8)) }
            #expect(home.synchronizer().revert().map(\.result) == [.earlierBytes])
            #expect(home.text == Self.before)
        }
    }

    @Test func `a foreign edit at any step of ours is kept, and so is ours`() throws {
        let (_, steps, _) = try Self.texts(of: Self.before)
        for moment in 0..<steps {
            let home = try ClaudeCodeHome(Self.before)
            let fileSystem = ScriptedFileSystem { step, _ in if step == moment { Self.edit(home.file, "foreign") } }
            #expect(try home.apply(nil, fileSystem).isWritten, "step \(moment)")
            #expect(home.text?.contains("\"foreign\": 1") == true, "step \(moment)")
            #expect(try home.state() == .right)
            _ = home.synchronizer().revert()
            #expect(home.text == "{\n  // mine\n  \"model\": \"opus\",\n  \"foreign\": 1\n}\n", "step \(moment)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.folder.path + "/.claude") == ["settings.json"])
        }
    }

    @Test func `a file that changes at each attempt is given up, unharmed`() throws {
        let home = try ClaudeCodeHome(Self.before)
        let edits = Locked(0)
        let fileSystem = ScriptedFileSystem { _, name in
            guard name == "exchange" else { return }
            let count = edits.withLock { count in
                count += 1
                return count
            }
            // Each attempt exchanges twice: to put ours in, and to put the foreign one back.
            if count % 2 == 1 { Self.edit(home.file, "foreign \(count)") }
        }
        #expect(try home.apply(nil, fileSystem).error?.fault == .changedMeanwhile(attempts: 5))
        for count in [1, 3, 5, 7, 9] { #expect(home.text?.contains("\"foreign \(count)\": 1") == true) }
        #expect(home.text?.contains("ANTHROPIC") == false)
    }

    /// The foreign program writes without a look at ours, but knows what it has written itself.
    @Test func `twenty writers beside a foreign one lose none of its edits`() throws {
        let home = try ClaudeCodeHome(Self.before)
        let outcomes = Locked<[SyncOutcome]>([])
        let isForeignComplete = Locked(false)
        DispatchQueue.concurrentPerform(iterations: 21) { writer in
            if writer == 0 {
                let isComplete = (0..<40).allSatisfy { index in
                    Self.edit(home.file, "foreign \(index)", knowing: (0..<index).map { "foreign \($0)" })
                }
                isForeignComplete.withLock { $0 = isComplete }
                return
            }
            // A failure is an outcome that is missing from the list.
            guard let access = try? ClaudeCodeHome.access(port: 1_000 + writer), let outcome = try? home.apply(access) else { return }
            outcomes.withLock { $0.append(outcome) }
        }
        #expect(isForeignComplete.withLock { $0 })
        let all = outcomes.withLock { $0 }
        #expect(all.count == 20)
        #expect(all.contains { $0.isWritten })
        #expect(all.allSatisfy { $0.isWritten || $0.error?.fault == .changedMeanwhile(attempts: 5) })
        try home.apply()
        #expect(try home.state() == .right)
        for index in 0..<40 { #expect(home.text?.contains("\"foreign \(index)\": 1") == true) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.folder.path + "/.claude") == ["settings.json"])
    }

    /// Adds a key as a careless program does: reads, edits, renames.
    ///
    /// - Parameter known: the keys that it wrote earlier: it reads again while one is missing, and gives up when one stays missing.
    /// - Returns: whether it could.
    @discardableResult
    private static func edit(_ file: String, _ key: String, knowing known: [String] = []) -> Bool {
        for _ in 0..<20_000 {
            // A read in the middle of somebody's edit is read again.
            guard let data = FileManager.default.contents(atPath: file), var settings = try? JSONSettings(Array(data)) else { continue }
            let text = String(decoding: data, as: UTF8.self)
            guard known.allSatisfy({ text.contains("\"\($0)\": 1") }) else { continue }
            do {
                try settings.set(1, at: [.key(key)])
                try Data(settings.bytes).write(to: URL(fileURLWithPath: file), options: .atomic)
                return true
            } catch {
                return false
            }
        }
        return false
    }
}
