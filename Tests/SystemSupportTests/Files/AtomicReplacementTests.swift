import Foundation
import Testing

@testable import SystemSupport

struct AtomicReplacementTests {
    private let before = Array("{\"a\": 1}\n".utf8)
    private let after = Array("{\"a\": 2}\n".utf8)

    private func read(_ folder: TemporaryFolder, _ name: String = "settings.json") throws -> UserFile {
        try UserFile(reading: folder.path + "/" + name, in: LocalFileSystem())
    }

    @Test(arguments: [true, false])
    func `a file is replaced whole, with its mode, and nothing stays behind`(isExchangeSupported: Bool) throws {
        let folder = try TemporaryFolder()
        try folder.write(before, to: "settings.json", mode: 0o640)
        let replacement = AtomicReplacement(fileSystem: ScriptedFileSystem(isExchangeSupported: isExchangeSupported))
        #expect(try replacement.replace(read(folder), with: after) == .replaced)
        #expect(folder.read("settings.json") == after)
        #expect(try folder.mode("settings.json") == 0o640)
        #expect(try folder.names() == ["settings.json"])
    }

    @Test func `a new file is private, and one that came meanwhile is left alone`() throws {
        let folder = try TemporaryFolder()
        let absent = try read(folder)
        let replacement = AtomicReplacement(fileSystem: LocalFileSystem())
        #expect(try replacement.replace(absent, with: after) == .replaced)
        #expect(try folder.mode("settings.json") == 0o600)
        #expect(try replacement.replace(absent, with: before) == .changedMeanwhile)
        #expect(folder.read("settings.json") == after)
        #expect(try folder.names() == ["settings.json"])
    }

    @Test(arguments: ["written", "removed", "turned into a folder"])
    func `a file that changed since it was read is left alone`(change: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(before, to: "settings.json")
        let file = try read(folder)
        try FileManager.default.removeItem(atPath: file.path)
        if change == "written" { try folder.write("foreign", to: "settings.json") }
        if change == "turned into a folder" {
            try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: false)
        }
        let replacement = AtomicReplacement(fileSystem: LocalFileSystem())
        #expect(try replacement.replace(file, with: after) == .changedMeanwhile)
        #expect(folder.text("settings.json") == (change == "written" ? "foreign" : nil))
        #expect(try replacement.remove(file) == .changedMeanwhile)
        #expect(try folder.names() == (change == "removed" ? [] : ["settings.json"]))
    }

    @Test func `an edit in the last moment before the exchange keeps its place`() throws {
        let folder = try TemporaryFolder()
        try folder.write(before, to: "settings.json")
        let path = folder.path
        let fileSystem = ScriptedFileSystem { _, name in
            guard name == "exchange", FileManager.default.contents(atPath: path + "/settings.json") == Data("{\"a\": 1}\n".utf8) else {
                return
            }
            // The outcome is checked below; a write that fails shows there.
            try? Data("foreign".utf8).write(to: URL(fileURLWithPath: path + "/settings.json"), options: .atomic)
        }
        #expect(try AtomicReplacement(fileSystem: fileSystem).replace(read(folder), with: after) == .changedMeanwhile)
        #expect(folder.text("settings.json") == "foreign")
        #expect(try folder.names() == ["settings.json"])
    }

    @Test func `two edits around the exchange leave the newer one`() throws {
        let folder = try TemporaryFolder()
        try folder.write(before, to: "settings.json")
        let path = folder.path + "/settings.json"
        let exchanges = Locked(0)
        let fileSystem = ScriptedFileSystem { _, name in
            guard name == "exchange" else { return }
            let count = exchanges.withLock { count in
                count += 1
                return count
            }
            // The outcome is checked below; a write that fails shows there.
            if count <= 2 { try? Data("foreign \(count)".utf8).write(to: URL(fileURLWithPath: path), options: .atomic) }
        }
        #expect(try AtomicReplacement(fileSystem: fileSystem).replace(read(folder), with: after) == .changedMeanwhile)
        #expect(folder.text("settings.json") == "foreign 2")
        #expect(try folder.names() == ["settings.json"])
    }

    @Test(arguments: [true, false])
    func `dying at any step leaves the old file or the new one`(isExchangeSupported: Bool) throws {
        let counting = ScriptedFileSystem(isExchangeSupported: isExchangeSupported)
        let rehearsal = try TemporaryFolder()
        try rehearsal.write(before, to: "settings.json")
        _ = try AtomicReplacement(fileSystem: counting).replace(read(rehearsal), with: after)
        #expect(counting.steps >= 3)
        for step in 0..<counting.steps {
            let folder = try TemporaryFolder()
            try folder.write(before, to: "settings.json", mode: 0o640)
            let fileSystem = ScriptedFileSystem(dyingAt: step, isExchangeSupported: isExchangeSupported)
            // Some deaths come behind the last step that can fail.
            _ = try? AtomicReplacement(fileSystem: fileSystem).replace(read(folder), with: after)
            #expect(fileSystem.isDead)
            let left = folder.read("settings.json")
            #expect(left == before || left == after)
            #expect(try folder.mode("settings.json") == 0o640)
        }
    }
}
