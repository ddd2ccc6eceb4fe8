import Foundation
import SystemPackage
import Testing

@testable import SystemSupport

@Suite(.timeLimit(.minutes(2)))
struct ControlSocketTests {
    @Test func `two processes of a user send each other lines, and one learns that the other has gone`() async throws {
        let folder = try TemporaryFolder()
        let socket = try ControlSocket(path: folder.path + "/s")
        let interruption = Interruption()
        let client = try ControlSocket.connect(folder.path + "/s")
        let server = try #require(await onOwnThread { socket.next(interruption) })
        #expect(client.readLine(interruption, milliseconds: 0) == .nothingYet)
        client.write(Array("ask".utf8))
        #expect(await onOwnThread { server.readLine(interruption, milliseconds: -1) } == .line(Array("ask".utf8)))
        client.end()
        #expect(await onOwnThread { server.readLine(interruption, milliseconds: -1) } == .end)
        #expect(!server.write(Array(repeating: 0, count: 1_000_000)))
    }

    private func connection(in folder: borrowing TemporaryFolder) async throws -> (client: ControlStream, server: ControlStream) {
        let socket = try ControlSocket(path: folder.path + "/s")
        let client = try ControlSocket.connect(socket.path)
        return (client, try #require(await onOwnThread { socket.next(Interruption()) }))
    }

    @Test func `open files go with the lines that they are sent with`() async throws {
        let folder = try TemporaryFolder()
        let (client, server) = try await connection(in: folder)
        // More than a read brings at once, with and without a file.
        for number in 0..<300 {
            let pipe = Pipe()
            client.write(Array("with".utf8), with: dup(pipe.fileHandleForReading.fileDescriptor))
            client.write(Array("without".utf8))
            try pipe.fileHandleForWriting.write(contentsOf: Data("\(number)".utf8))
            guard number % 10 == 9 else { continue }
            for earlier in number - 9...number {
                #expect(await onOwnThread { server.readLine(Interruption(), milliseconds: -1) } == .line(Array("with".utf8)))
                let file = try #require(server.takeFile())
                #expect(try FileDescriptor(rawValue: file).readSome(limit: 16) == Array("\(earlier)".utf8))
                #expect(fcntl(file, F_GETFD) & FD_CLOEXEC != 0)
                close(file)
                #expect(await onOwnThread { server.readLine(Interruption(), milliseconds: -1) } == .line(Array("without".utf8)))
            }
            #expect(server.takeFile() == nil)
        }
    }

    @Test func `open files that nobody takes are closed`() async throws {
        let folder = try TemporaryFolder()
        let pipe = Pipe()
        do {
            let (client, server) = try await connection(in: folder)
            for _ in 0..<100 {
                client.write([], with: dup(pipe.fileHandleForWriting.fileDescriptor))
                #expect(await onOwnThread { server.readLine(Interruption(), milliseconds: -1) } == .line([]))
            }
        }
        try pipe.fileHandleForWriting.close()
        // Where one were open still, this would not end.
        #expect(try pipe.fileHandleForReading.readToEnd() ?? Data() == Data())
    }

    @Test func `an interruption ends every wait`() async throws {
        let folder = try TemporaryFolder()
        let socket = try ControlSocket(path: folder.path + "/s")
        let interruption = Interruption()
        async let next = onOwnThread { socket.next(interruption) == nil }
        interruption.trigger()
        #expect(await next)
    }

    @Test func `a socket that a dead process left is replaced, and nothing else is`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/s"
        do { _ = try ControlSocket(path: path) }
        // A child that another test starts in this moment has a copy until it is the other program.
        for _ in 0..<100 where (try? ControlSocket.connect(path)) == nil { break }
        #expect(throws: Errno.connectionRefused) { try ControlSocket.connect(path) }
        let second = try ControlSocket(path: path)
        _ = try ControlSocket.connect(path)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        second.remove()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: Errno.addressInUse) { try ControlSocket(path: path) }
        #expect(folder.text("s") == "mine")
    }

    @Test func `a path that an address has no room for is refused`() throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        #expect(throws: Errno.fileNameTooLong) { try ControlSocket(path: path) }
        #expect(throws: Errno.fileNameTooLong) { try ControlSocket.connect(path) }
    }

    @Test func `a folder counts as private when it is this user's alone`() throws {
        let folder = try TemporaryFolder()
        #expect(ControlSocket.hasPrivateFolder(folder.path + "/new"))
        #expect(ControlSocket.hasPrivateFolder(folder.path + "/new"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/new")
        #expect(!ControlSocket.hasPrivateFolder(folder.path + "/new"))
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: folder.path)
        #expect(!ControlSocket.hasPrivateFolder(folder.path + "/link"))
        #expect(!ControlSocket.hasPrivateFolder(folder.path + "/missing/new"))
    }

    /// It says what it was told before the end, with the name of the place that it can reach.
    private static let stranger = """
        import socket, sys
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(sys.argv[1])
        try:
            connection.sendall(b'{"version":1,"message":{"stop":{}}}\\n')
            print('told', connection.recv(100))
        except OSError:
            print('told', b'')
        """

    @Test(.enabled(if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"), "root becomes another user"))
    func `another user who gets at the socket is turned away without a byte`() async throws {
        // Others can reach it here, as they never can where a shim puts it.
        let folder = URL(filePath: "/tmp/argo-shim-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let socket = try ControlSocket(path: folder + "/s")
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: folder + "/s")
        let interruption = Interruption()
        async let next = onOwnThread { socket.next(interruption) }

        let process = Foundation.Process()
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments = [
            "--reuid=65534", "--regid=65534", "--clear-groups", "--", "/usr/bin/python3", "-c", Self.stranger, folder + "/s",
        ]
        let output = Foundation.Pipe()
        process.standardOutput = output
        try process.run()
        let told = await onOwnThread { String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }
        #expect(told == "told b''\n")

        let own = try ControlSocket.connect(folder + "/s")
        own.write(Array("mine".utf8))
        let stream = try #require(await next)
        #expect(await onOwnThread { stream.readLine(interruption, milliseconds: -1) } == .line(Array("mine".utf8)))
    }
}

struct LineBufferTests {
    @Test func `lines come out whole, however the pieces are cut`() {
        let text = Array("one\n\nthree is longer\nrest".utf8)
        for cut in 0...text.count {
            var buffer = LineBuffer()
            var lines: [String] = []
            for piece in [text[..<cut], text[cut...]] {
                buffer.append(piece)
                while let line = buffer.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
            }
            #expect(lines == ["one", "", "three is longer"])
            #expect(!buffer.isFull)
        }
    }

    @Test(arguments: [false, true])
    func `a line that is too long is none, with or without an end`(hasEnd: Bool) {
        var buffer = LineBuffer()
        buffer.append(Array(repeating: UInt8(ascii: "x"), count: LineBuffer.longestLine + 1))
        if hasEnd { buffer.append([UInt8(ascii: "\n")]) }
        #expect(buffer.nextLine() == nil)
        #expect(buffer.isFull)
    }

    @Test func `the longest line is a line`() {
        var buffer = LineBuffer()
        buffer.append(Array(repeating: UInt8(ascii: "x"), count: LineBuffer.longestLine))
        #expect(!buffer.isFull)
        buffer.append([UInt8(ascii: "\n")])
        #expect(buffer.nextLine()?.count == LineBuffer.longestLine)
    }
}
