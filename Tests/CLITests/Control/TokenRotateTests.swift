import Foundation
import Testing

@testable import CLI
@testable import Daemon
@testable import SystemSupport

@Suite(.timeLimit(.minutes(2))) struct TokenRotateTests {
    /// - Parameter replies: what the shim says to one request after the other.
    /// - Returns: what it was asked, and whether the command takes it for told.
    private func told(_ replies: [ControlReply]) async throws -> (requests: [ControlRequest], isTold: Bool) {
        let folder = try TemporaryFolder()
        let instance = Instance(folder: folder.path, host: "h", port: 4000)
        let lock = try #require(try InstanceLock(instance, environment: ["TMPDIR": folder.path]))
        defer { lock.leave() }
        let socket = try #require(lock.socket)
        async let isTold = onOwnThread { TokenRotate.tell(instance) }
        var requests: [ControlRequest] = []
        for reply in replies {
            let stream = try #require(await onOwnThread { socket.next(Interruption()) })
            guard case .line(let line) = await onOwnThread({ stream.readLine(Interruption(), milliseconds: -1) }) else { continue }
            requests.append(try ControlLine<ControlRequest>.message(in: line))
            stream.write(ControlLine(reply).bytes)
        }
        return (requests, await isTold)
    }

    @Test func `a shim is told of the token alone, and does not look at Argo's models for it`() async throws {
        let (requests, isTold) = try await told([.done([])])
        #expect(requests == [.tokenRotated])
        #expect(isTold)
    }

    @Test func `a shim from before this request is told to reload`() async throws {
        let (requests, isTold) = try await told([.refused(["This shim is another version, 0.1.0."]), .done(["…"])])
        #expect(requests == [.tokenRotated, .reload])
        #expect(isTold)
    }

    @Test func `a shim that refuses both is not told`() async throws {
        let (_, isTold) = try await told([.refused([]), .refused([])])
        #expect(!isTold)
    }
}
