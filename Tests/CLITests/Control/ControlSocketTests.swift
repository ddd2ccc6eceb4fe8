import Foundation
import Testing

@testable import CLI

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
        #expect(throws: SystemFault(code: ECONNREFUSED)) { try ControlSocket.connect(path) }
        let second = try ControlSocket(path: path)
        _ = try ControlSocket.connect(path)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        second.remove()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: SystemFault(code: EADDRINUSE)) { try ControlSocket(path: path) }
        #expect(folder.text("s") == "mine")
    }

    @Test func `a path that an address has no room for is refused`() throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        #expect(throws: SystemFault(code: ENAMETOOLONG)) { try ControlSocket(path: path) }
        #expect(throws: SystemFault(code: ENAMETOOLONG)) { try ControlSocket.connect(path) }
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
}
