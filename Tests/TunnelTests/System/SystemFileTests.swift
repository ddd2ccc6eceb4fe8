import Foundation
import Testing

@testable import Tunnel

struct SystemFileTests {
    private let folder: TrustFolder

    init() throws { folder = try TrustFolder() }

    @Test func `a missing file is none, and so is one below a file`() throws {
        try folder.write("", to: "file")
        #expect(try SystemFile.contents(of: folder.file("missing"), limit: 1) == nil)
        #expect(try SystemFile.contents(of: folder.file("file/below"), limit: 1) == nil)
    }

    @Test func `a file of exactly the limit is whole`() throws {
        let file = try folder.write("12345", to: "file")
        #expect(try SystemFile.contents(of: file, limit: 5) == SystemFile.Contents(bytes: Array("12345".utf8), isCut: false))
        #expect(try SystemFile.contents(of: file, limit: 4) == SystemFile.Contents(bytes: Array("1234".utf8), isCut: true))
    }

    @Test func `a device without an end is read to the limit`() throws {
        #expect(try SystemFile.contents(of: "/dev/zero", limit: 100_000)?.bytes.count == 100_000)
        #expect(try SystemFile.contents(of: "/dev/zero", limit: 100_000)?.isCut == true)
    }

    @Test func `a pipe that nobody writes to is empty, and is not waited for`() throws {
        #expect(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(try SystemFile.contents(of: folder.file("pipe"), limit: 10)?.bytes == [])
    }

    @Test func `a path that C would cut short is no path`() {
        #expect(throws: SystemFile.Failure(code: EINVAL)) { try SystemFile.contents(of: "/dev/null\u{0}x", limit: 1) }
    }

    @Test func `a line begins on a line of its own, and no earlier byte changes`() throws {
        let file = try folder.write("first", to: "file", mode: 0o644)
        try SystemFile.append(line: "second", to: file)
        try SystemFile.append(line: "third", to: file)
        #expect(folder.text("file") == "first\nsecond\nthird\n")
        #expect(try folder.mode("file") == 0o644)
    }

    @Test func `only the last folder is made`() throws {
        #expect(throws: SystemFile.Failure(code: ENOENT)) { try SystemFile.append(line: "x", to: folder.file("a/b/file")) }
        try SystemFile.append(line: "x", to: folder.file("a/file"))
        #expect(try folder.names() == ["a", "a/file"])
    }
}
