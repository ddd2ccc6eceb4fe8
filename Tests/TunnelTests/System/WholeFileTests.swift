import Foundation
import SeededRandom
import SystemPackage
import Testing

@testable import SystemSupport
@testable import Tunnel

struct WholeFileTests {
    private struct Contents: Equatable {
        let bytes: [UInt8]
        let isCut: Bool
    }

    private let folder: TrustFolder

    init() throws { folder = try TrustFolder() }

    private func contents(_ path: String, limit: Int) throws -> Contents? {
        try WholeFile.ifPresent(path, limit: limit).map { Contents(bytes: $0.bytes, isCut: $0.isCut) }
    }

    @Test func `a missing file is none, and so is one below a file`() throws {
        try folder.write("", to: "file")
        #expect(try contents(folder.file("missing"), limit: 1) == nil)
        #expect(try contents(folder.file("file/below"), limit: 1) == nil)
    }

    @Test func `a file of exactly the limit is whole`() throws {
        let file = try folder.write("12345", to: "file")
        #expect(try contents(file, limit: 5) == Contents(bytes: Array("12345".utf8), isCut: false))
        #expect(try contents(file, limit: 4) == Contents(bytes: Array("1234".utf8), isCut: true))
    }

    @Test func `a device without an end is read to the limit`() throws {
        #expect(try contents("/dev/zero", limit: 100_000)?.bytes.count == 100_000)
        #expect(try contents("/dev/zero", limit: 100_000)?.isCut == true)
    }

    @Test func `a pipe that nobody writes to is empty, and is not waited for`() throws {
        #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(try contents(folder.file("pipe"), limit: 10)?.bytes == [])
    }

    @Test func `a path that C would cut short is no path`() {
        #expect(throws: Errno.invalidArgument) { try contents("/dev/null\u{0}x", limit: 1) }
    }

    @Test func `a line begins on a line of its own, and no earlier byte changes`() throws {
        let file = try folder.write("first", to: "file", mode: 0o644)
        try WholeFile.append(line: "second", to: file)
        try WholeFile.append(line: "third", to: file)
        #expect(folder.text("file") == "first\nsecond\nthird\n")
        #expect(try folder.mode("file") == 0o644)
    }

    @Test func `only the last folder is made`() throws {
        #expect(throws: Errno.noSuchFileOrDirectory) { try WholeFile.append(line: "x", to: folder.file("a/b/file")) }
        try WholeFile.append(line: "x", to: folder.file("a/file"))
        #expect(try folder.names() == ["a", "a/file"])
    }
}

@Suite struct ProcessTableTests {
    @Test func `a process that has ended does not run, also before its parent has asked how`() throws {
        var child: pid_t = 0
        let name = unsafe strdup("true")
        defer { unsafe free(name) }
        let code = unsafe posix_spawnp(&child, "true", nil, nil, [name, nil], nil)
        try #require(code == 0)
        var end = unsafe siginfo_t()
        // It waits for the end and leaves it to be asked for.
        while unsafe waitid(P_PID, id_t(child), &end, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
        #expect(kill(child, 0) == 0, "the number is taken still")
        #expect(!ProcessTable.isRunning(Int(child)))
        var status: Int32 = 0
        let reaped = unsafe waitpid(child, &status, 0)
        #expect(reaped == child)
        #expect(ProcessTable.isRunning(Int(getpid())) && ProcessTable.isRunning(1))
        for number in [0, -1, Int.max] { #expect(!ProcessTable.isRunning(number)) }
    }
}

struct Base64Tests {
    @Test func `texts and bytes are those of another implementation`() {
        var generator = SeededGenerator(seed: 1)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == text)
            #expect(Base64.decode(text.utf8) == bytes)
        }
    }

    @Test(arguments: ["A", "AA", "AAA", "A===", "AA=A", "=AAA", "AAAA=", "AAAA====", "AA A", "AA==AAAA", "AA-_", "AAA\u{0}"])
    func `what is not base64 in whole groups is refused`(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}
