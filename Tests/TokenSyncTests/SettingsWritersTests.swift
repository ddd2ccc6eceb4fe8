import Dispatch
import LosslessJSON
import Testing

@testable import SystemSupport
@testable import TokenSync

struct SettingsWritersTests {
    @Test func `twenty writers that take turns lose no edit`() throws {
        let folder = try TemporaryFolder()
        try folder.write("{}\n", to: "settings.json")
        let failures = Locked<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 20) { writer in
            do {
                for round in 0..<5 {
                    let lock = try LocalFileSystem().lock(folder.path + "/lock")
                    defer { lock.release() }
                    let file = try UserFile(reading: folder.path + "/settings.json", in: LocalFileSystem())
                    var settings = try JSONSettings(try #require(file.contents).bytes)
                    try settings.set(1, at: ["writer \(writer)", "round \(round)"])
                    #expect(try AtomicReplacement(fileSystem: LocalFileSystem()).replace(file, with: settings.bytes) == .replaced)
                }
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        let settings = try JSONSettings(try #require(folder.read("settings.json")))
        for writer in 0..<20 {
            for round in 0..<5 { #expect(try settings.value(at: ["writer \(writer)", "round \(round)"]) == 1) }
        }
        #expect(try folder.names() == ["lock", "settings.json"])
    }
}
