import Foundation
import SystemPackage
import Testing

@testable import SystemSupport

struct WholeFileTests {
    private struct Contents: Equatable {
        let bytes: [UInt8]
        let isCut: Bool
    }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

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
