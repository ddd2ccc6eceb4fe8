import Foundation
import Logging
import Testing

@testable import Daemon
@testable import SystemSupport
@testable import Tunnel

/// Both sides of a tunnel that is kept, without one: what goes through it is tested with real servers.
@Suite(.timeLimit(.minutes(10)))
struct TunnelHolderTests {
    private static let route = TunnelRoute(
        hops: [Hop(name: "last", address: Endpoint(host: "127.0.0.1", port: 1), user: "tester")],
        target: Endpoint(host: "apps.example", port: 443))
    private static let facts = InheritedRouteFacts(sinceUnixTime: 1_000, reconnections: 2, hopsThatTookPerson: [0])

    private let folder: TemporaryFolder
    private let socket: ControlSocket
    private var place: [SocketPlace] { [SocketPlace(folder: nil, path: socket.path)] }

    init() throws {
        folder = try TemporaryFolder()
        socket = try ControlSocket(path: folder.path + "/s")
    }

    private func keeper(patience: Duration = .seconds(600)) -> TunnelHolder {
        let configuration = TunnelConfiguration(route: Self.route, ledgerFolder: folder.path, ledgerHost: "here")
        let tunnel = SSHTunnel(configuration, prompter: Nobody(), onChange: { _ in })
        return TunnelHolder(
            tunnel, Self.facts, route: Self.route.identity, socket: socket, patience: patience,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private struct Nobody: SSHPrompter {
        var isAvailable: Bool { false }
        func answers(to question: SSHQuestion) -> [Secret]? { nil }
        func confirms(_ question: HostKeyQuestion) -> Bool? { nil }
    }

    private func find(route: String = route.identity) async -> InheritedTunnel? {
        // The other side is in this process, and may wait for its turn behind tests that compute.
        await InheritedTunnel.find(
            at: [SocketPlace(folder: nil, path: folder.path + "/nowhere")] + place, route: route, lastHop: "last", greetingTime: 600_000)
    }

    @Test func `a tunnel that nobody comes for is not kept for ever, and leaves no socket`() async throws {
        await keeper(patience: .milliseconds(1)).run()
        #expect(!FileManager.default.fileExists(atPath: socket.path))
        #expect(await find() == nil)
    }

    @Test func `the next shim learns what it needs to know, and that no stream can be had`() async throws {
        let keeper = keeper()
        async let end: Void = keeper.run()
        let kept = try #require(await find())
        #expect(kept.facts == Self.facts && kept.process == CurrentProcess.ownID)
        await #expect(throws: TunnelError.timedOut(hop: "last", phase: .channel, seconds: 0)) { _ = try await kept.open().release() }
        let pipe = Pipe()
        await #expect(throws: TunnelError.timedOut(hop: "last", phase: .channel, seconds: 0)) { () async throws in
            try await kept.bridge(dup(pipe.fileHandleForWriting.fileDescriptor))
        }
        try pipe.fileHandleForWriting.close()
        // Both sides have closed theirs.
        #expect(try pipe.fileHandleForReading.readToEnd() ?? Data() == Data())
        kept.leave(endsIt: true)
        #expect(await kept.ended() == .stopped)
        await end
        #expect(!FileManager.default.fileExists(atPath: socket.path))
    }

    @Test func `a shim that goes another way gets nothing, and the tunnel ends`() async throws {
        async let end: Void = keeper().run()
        #expect(await find(route: "tester@elsewhere:22 apps.example:443") == nil)
        await end
    }

    @Test func `a shim that leaves lets another one come`() async throws {
        async let end: Void = keeper().run()
        let first = try #require(await find())
        first.leave(endsIt: false)
        let second = try #require(await find())
        #expect(await first.ended() == .stopped)
        second.leave(endsIt: true)
        await end
    }

    @Test func `a route that breaks is told with its reason`() async throws {
        let keeper = keeper()
        async let end: Void = keeper.run()
        let kept = try #require(await find())
        keeper.didBreak(.connectionLost(hop: "last", phase: .established, reason: "the cable was pulled"))
        let reason = await kept.ended()
        #expect("\(reason)".contains("the cable was pulled"), "\(reason)")
        await #expect(throws: reason) { _ = try await kept.open().release() }
        await end
    }

    @Test func `whoever does not speak as a shim does is hung up on`() async throws {
        let keeper = keeper()
        async let end: Void = keeper.run()
        for line in ["", "nonsense", #"{"version":99,"message":{"end":{}}}"#, #"{"version":1,"message":{"stream":{"number":1}}}"#] {
            let stream = try ControlSocket.connect(socket.path)
            stream.write(Array(line.utf8))
            #expect(await onOwnThread { stream.readLine(Interruption(), milliseconds: -1) } == .end)
        }
        let kept = try #require(await find())
        kept.leave(endsIt: true)
        await end
    }

    @Test func `whoever waits for a stream of a process that does not answer can stop waiting`() async throws {
        let (socket, facts) = (socket, Self.facts)
        async let served = onOwnThread { () -> ControlStream? in
            let stream = socket.next(Interruption())
            _ = stream?.readLine(Interruption(), milliseconds: -1)
            stream?.write(ControlLine(HolderReply.following(process: 1, facts)).bytes)
            return stream
        }
        let kept = try #require(await find())
        let stream = try #require(await served)
        let opening = Task { () -> TunnelError? in
            do throws(TunnelError) {
                _ = try await kept.open().release()
                return nil
            } catch {
                return error
            }
        }
        #expect(await onOwnThread { stream.readLine(Interruption(), milliseconds: -1) } != .end)
        opening.cancel()
        #expect(await opening.value == .stopped)
        kept.leave(endsIt: false)
    }
}
