import Foundation
import SystemPackage
import Testing

@testable import CLI
@testable import Daemon
@testable import SystemSupport

struct InstanceTests {
    @Test func `an instance is found again by its lock's name, and by no other machine's or file's`() {
        let instance = Instance(folder: "/state", host: "a.b", port: 4000)
        #expect(instance.lock == "/state/shim.a.b.4000.lock")
        #expect(Instance(folder: "/state", host: "a.b", lockName: "shim.a.b.4000.lock") == instance)
        for name in [
            "shim.a.4000.lock", "shim.a.b.c.4000.lock", "shim.a.b.4000.log", "shim.a.b.0.lock", "shim.a.b..lock", "shim.a.b.lock",
            "token.lock",
        ] {
            #expect(Instance(folder: "/state", host: "a.b", lockName: name) == nil, "\(name)")
        }
    }

    @Test func `a socket has its place in the state folder, else in a private folder of this user's`() {
        let environment = ["XDG_RUNTIME_DIR": "/run/user/1", "TMPDIR": "tmp"]
        let places = Instance(folder: "/state", host: "h", port: 4000).socketPlaces(environment: environment, userID: 7)
        #expect(places.first == SocketPlace(folder: nil, path: "/state/shim.h.4000.sock"))
        #expect(places.dropFirst().map(\.folder) == ["/run/user/1/argo-shim-7", "/tmp/argo-shim-7"])
        let others = Instance(folder: "/state2", host: "h", port: 4000).socketPlaces(environment: environment, userID: 7)
        #expect(zip(places, others).allSatisfy { $0.path != $1.path })
    }

    @Test func `one process holds a lock, and it is free when that lets go`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/x.lock"
        #expect(!FileLock.isHeld(path))
        do {
            let lock = try #require(try FileLock.take(path))
            #expect(FileLock.isHeld(path))
            #expect(try FileLock.take(path) == nil)
            try lock.write(Array("note".utf8))
            try lock.write(Array("x".utf8))
            #expect(folder.text("x.lock") == "x")
        }
        #expect(!FileLock.isHeld(path))
        let second = try #require(try FileLock.take(path))
        second.remove()
        #expect(folder.text("x.lock") == nil)
        // The first one's file is gone: the next process makes another, and neither removes what is not its own.
        let third = try #require(try FileLock.take(path))
        second.remove()
        #expect(FileLock.isHeld(path))
        _ = third
    }

    @Test func `a state folder without locks is told from one that is held`() {
        #expect(throws: Errno.noSuchFileOrDirectory) { try FileLock.take("/nonexistent/x.lock") }
        let instance = Instance(folder: "/nonexistent", host: "h", port: 4000)
        #expect(throws: Errno.noSuchFileOrDirectory) { try InstanceLock(instance, environment: [:]) }
    }

    @Test func `a place is taken, found and left a thousand times, and nothing of it stays`() throws {
        let folder = try TemporaryFolder()
        let instance = Instance(folder: folder.path, host: "h", port: 4000)
        let descriptors = { try FileManager.default.contentsOfDirectory(atPath: "/dev/fd").count }
        let before = try descriptors()
        for _ in 0..<1_000 {
            let instanceLock = try #require(try InstanceLock(instance, environment: ["TMPDIR": folder.path]))
            #expect(try InstanceLock(instance, environment: [:]) == nil)
            _ = try ControlSocket.connect(try #require(instanceLock.socket?.path))
            #expect(RunningInstances(folder: folder.path, host: "h").all == [instance])
            instanceLock.leave()
        }
        #expect(RunningInstances(folder: folder.path, host: "h").all.isEmpty)
        // Other tests open and close some meanwhile.
        #expect(try descriptors() < before + 500)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasPrefix("shim.") })
    }
}
