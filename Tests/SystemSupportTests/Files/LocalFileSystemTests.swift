import Foundation
import SystemPackage
import Testing

@testable import SystemSupport

struct LocalFileSystemTests {
    private let fileSystem = LocalFileSystem()

    @Test func `a temporary file is private until it takes its model's mode`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x"
        let plain = try fileSystem.createTemporary(beside: path, holding: [1, 2, 3], like: nil)
        #expect(try fileSystem.status(of: plain)?.modeBits == 0o600)
        try folder.write("x", to: "x", mode: 0o664)
        let model = try #require(try fileSystem.status(of: path))
        let like = try fileSystem.createTemporary(beside: path, holding: [], like: model)
        let status = try #require(try fileSystem.status(of: like))
        #expect(status.modeBits == 0o664 && status.userID == model.userID && status.groupID == model.groupID)
        #expect(try fileSystem.read(plain, limit: 3)?.bytes == [1, 2, 3])
        #expect(throws: FileSystemError.tooLarge(path: plain, limit: 2)) { try fileSystem.read(plain, limit: 2) }
    }

    @Test(arguments: [("user.argo", "a note"), ("system.posix_acl_access", Self.accessList)])
    func `a file that takes another's place takes its attributes and its access list`(name: String, value: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "x", mode: 0o600)
        let path = folder.path + "/x"
        guard try attribute(name, of: path, to: value) != nil else { return }  // Neither macOS nor each file system has them.
        let mode = try folder.mode("x")

        let file = try UserFile(reading: path, in: fileSystem)
        #expect(try AtomicReplacement(fileSystem: fileSystem).replace(file, with: Array("new".utf8)) == .replaced)

        #expect(try folder.text("x") == "new" && folder.mode("x") == mode)
        #expect(try attribute(name, of: path) == value)
    }

    /// acl(5) as linux/posix_acl_xattr.h has it, in hexadecimal digits: the owner may read and write, user 12345 may read, the bound is
    /// to read, and neither group nor others may do anything.
    private static let accessList =
        "02000000" + "01000600ffffffff" + "0200040039300000" + "04000000ffffffff" + "10000400ffffffff" + "20000000ffffffff"

    /// Sets or reads an attribute with Python; texts that are all hexadecimal digits stand for bytes.
    ///
    /// - Returns: nil where that cannot be done here.
    private func attribute(_ name: String, of path: String, to value: String? = nil) throws -> String? {
        let script = """
            import os, sys
            name, path, *rest = sys.argv[1:]
            isList = name.startswith("system")
            if rest: os.setxattr(path, name, bytes.fromhex(rest[0]) if isList else rest[0].encode())
            value = os.getxattr(path, name)
            print(value.hex() if isList else value.decode(), end="")
            """
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script, name, path] + [value].compactMap(\.self)
        let output = Pipe()
        python.standardOutput = output
        python.standardError = Pipe()
        try python.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        python.waitUntilExit()
        return python.terminationStatus == 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }

    @Test func `what is no regular file is not opened`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "/dev/zero")
        for path in ["/dev/zero", folder.path, folder.path + "/link"] {
            #expect(throws: FileSystemError.notARegularFile(path: path)) { try fileSystem.read(path, limit: 10) }
        }
        #expect(try fileSystem.read(folder.path + "/absent", limit: 10) == nil)
        #expect(try fileSystem.status(of: folder.path + "/absent/deeper") == nil)
    }

    @Test func `a link whose destination is no text is refused, and nothing is made in another place`() throws {
        let folder = try TemporaryFolder()
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        shell.arguments = ["-c", #"ln -s "$(printf 'a\377/settings')" link"#]
        try shell.run()
        shell.waitUntilExit()
        // Some file systems have no such names.
        guard shell.terminationStatus == 0, try fileSystem.status(of: folder.path + "/link") != nil else { return }
        let error = try #require(throws: FileSystemError.self) { _ = try UserFile(reading: folder.path + "/link", in: fileSystem) }
        #expect(error.description.hasPrefix("Cannot read \(folder.path)/link: "))
    }

    @Test func `missing folders are made and named`() throws {
        let folder = try TemporaryFolder()
        let made = try fileSystem.createFolders(folder.path + "/a/b/c")
        #expect(made == ["/a", "/a/b", "/a/b/c"].map { folder.path + $0 })
        #expect(try fileSystem.createFolders(folder.path + "/a/b/c") == [])
        #expect(try folder.mode("a/b") == 0o700)
    }

    @Test func `an error names the file and the system's reason`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/absent/file"
        let error = try #require(throws: FileSystemError.self) { _ = try fileSystem.createTemporary(beside: path, holding: [], like: nil) }
        #expect(error.description.hasPrefix("Cannot open \(folder.path)/absent/.file.argo-shim-"))
        #expect(error.description.hasSuffix(": No such file or directory."))
    }

    @Test func `a lock is free again when it is released`() throws {
        let folder = try TemporaryFolder()
        for _ in 0..<3 {
            let lock = try fileSystem.lock(folder.path + "/lock")
            lock.release()
        }
        #expect(try folder.mode("lock") == 0o600)
    }
}
