import NIOCore
import NIOHTTP1
import Testing

@testable import Shim

/// The life of a connection, without one.
@Suite struct ClientConnectionStateTests {
    private let connection = Connection()

    private func after(_ seconds: Int64) -> NIODeadline { Connection.after(seconds) }

    @Test func `a request is served when it is whole, and the connection is idle after its response`() throws {
        #expect(connection.state.isIdle)
        connection.begin()
        #expect(!connection.state.isIdle)
        #expect(connection.take("12345") == .none)
        #expect(connection.take("67890") == .none)
        guard case .serve(let request) = connection.finish() else {
            Issue.record("not served")
            return
        }
        #expect(request.body == Array("1234567890".utf8))
        #expect(!connection.state.isIdle)
        #expect(connection.respond() == false)
        #expect(connection.state.isIdle)
    }

    @Test func `what a client sends behind a request waits for its response, and holds reading back`() throws {
        connection.begin()
        _ = connection.finish()
        #expect(!connection.receive(.head(Connection.head)))
        #expect(!connection.receive(.end(nil)))
        #expect(connection.nextWaiting() == nil)
        #expect(!connection.allowsRead())
        #expect(!connection.releasesRead())
        _ = connection.respond()
        guard case .part(.head)? = connection.nextWaiting() else {
            Issue.record("the head did not come first")
            return
        }
        connection.begin()
        guard case .part(.end)? = connection.nextWaiting() else {
            Issue.record("the end did not follow")
            return
        }
        #expect(connection.releasesRead())
        #expect(!connection.releasesRead(), "only what was held back is released")
    }

    @Test func `a body that grows too large is refused once, and its rest is dropped up to a limit`() {
        connection.begin()
        #expect(connection.take("12345678901") == .refuse)
        #expect(connection.state.isDiscarding)
        #expect(connection.respond() == false)
        #expect(connection.state.isIdle, "nobody waits for the rest of it")
        #expect(connection.take("123456789") == .none)
        #expect(connection.take("1") == .close)
    }

    @Test func `a connection goes on behind a refused request`() {
        connection.begin(nil)
        #expect(connection.respond() == false)
        guard case .none = connection.finish(at: 1) else {
            Issue.record("closed")
            return
        }
        #expect(connection.state.isIdle)
        #expect(connection.state.deadline(exchange: nil) == after(1 + 4))
    }

    @Test func `the last response closes the connection when its last byte has left`() {
        connection.begin()
        _ = connection.finish()
        #expect(connection.respond(isLast: true) == false)
        #expect(!connection.state.isIdle)
        #expect(!connection.receive(.head(Connection.head)))
        #expect(!connection.receive(HTTPParserError.invalidMethod))
        #expect(connection.nextWaiting() == nil, "a request behind the last one is not answered")
        #expect(connection.lastByteDidLeave())
    }

    @Test(arguments: [true, false])
    func `behind a refusal that closes, the rest of the request is read first`(leavesFirst: Bool) {
        connection.begin(nil)
        #expect(connection.respond(isLast: true) == false)
        if leavesFirst {
            #expect(!connection.lastByteDidLeave())
            #expect(connection.state.isIdle)
            guard case .close = connection.finish() else {
                Issue.record("still open")
                return
            }
        } else {
            #expect(!connection.state.isIdle)
            guard case .none = connection.finish() else {
                Issue.record("closed before its last byte")
                return
            }
            #expect(connection.lastByteDidLeave())
        }
    }

    @Test func `a shim that stops closes behind the response, and behind the rest of a refused request`() {
        connection.begin()
        _ = connection.finish()
        #expect(connection.respond(isShuttingDown: true))
        connection.begin(nil)
        #expect(connection.respond(isShuttingDown: true) == false)
        guard case .close = connection.finish(isShuttingDown: true) else {
            Issue.record("still open")
            return
        }
    }

    @Test func `nothing is read behind the end of an upgrade`() {
        connection.begin(isLast: true)
        #expect(connection.allowsRead(), "its body may still come")
        _ = connection.finish()
        #expect(!connection.allowsRead())
        #expect(!connection.releasesRead())
    }

    @Test func `a client that does not read is not read from`() {
        #expect(!connection.allowsRead(isWritable: false))
        connection.setWritable(true, at: 0)
        #expect(connection.releasesRead())
    }

    @Test func `each wait has its own limit of time`() {
        #expect(connection.state.deadline(exchange: nil) == after(4))
        #expect(connection.state.timeAction(now: after(4)) == .close)
        #expect(connection.didRead(at: 1), "bytes without a head are the beginning of one")
        #expect(connection.state.deadline(exchange: nil) == after(1 + 1))
        #expect(connection.state.timeAction(now: after(2)) == .refuse)
        connection.begin(at: 2)
        _ = connection.take("1", at: 3)
        #expect(connection.state.deadline(exchange: nil) == after(3 + 2))
        #expect(connection.state.timeAction(now: after(5)) == .refuse)
        _ = connection.finish(at: 5)
        #expect(connection.state.deadline(exchange: nil) == nil)
        #expect(connection.state.deadline(exchange: after(9)) == after(9))
        #expect(connection.state.timeAction(now: after(9)) == .tick)
        connection.setWritable(false, at: 6)
        #expect(connection.state.deadline(exchange: after(20)) == after(6 + 5))
        #expect(connection.state.timeAction(now: after(11)) == .close)
        connection.setWritable(true, at: 7)
        _ = connection.respond(isLast: true, at: 8)
        #expect(connection.state.deadline(exchange: nil) == after(8 + 5))
        #expect(connection.state.timeAction(now: after(13)) == .close)
        connection.didClose()
        #expect(connection.state.deadline(exchange: after(20)) == nil)
    }

    @Test func `a refused request has a limit of time, too`() {
        connection.begin(nil)
        _ = connection.respond()
        #expect(connection.state.deadline(exchange: nil) == after(3))
        #expect(connection.state.timeAction(now: after(3)) == .close)
    }

    @Test func `a whole request in one read starts no clock for a head`() {
        #expect(connection.receive(.head(Connection.head)))
        connection.begin()
        _ = connection.finish()
        _ = connection.respond()
        #expect(!connection.didRead(at: 1))
        #expect(connection.state.deadline(exchange: nil) == after(4))
    }

    @Test func `what comes to a closed connection is dropped`() {
        connection.begin()
        _ = connection.finish()
        _ = connection.receive(.head(Connection.head))
        connection.didClose()
        #expect(!connection.receive(.end(nil)))
        #expect(connection.nextWaiting() == nil)
        #expect(!connection.state.isIdle)
    }
}

/// A state to be changed from expectations. Times are in seconds since it was opened.
private final class Connection {
    static let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/v1/messages")
    static let request = PendingRequest(
        id: RequestID(prefix: "t_", number: 1), head: head, route: .forward(.messages, path: "/v1/messages"))

    static func after(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(1_000_000_000_000) + .seconds(seconds) }

    private(set) var state: ClientConnectionState

    init() {
        var limits = ShimConfiguration.Limits()
        (limits.bodySize, limits.discardedSize) = (10, 20)
        var times = ShimConfiguration.Times()
        (times.head, times.body, times.discarding) = (.seconds(1), .seconds(2), .seconds(3))
        (times.keepAlive, times.idleStream) = (.seconds(4), .seconds(5))
        state = ClientConnectionState(.init(limits, times))
        state.didOpen(now: Self.after(0))
    }

    func receive(_ part: HTTPServerRequestPart) -> Bool { state.receive(.part(part)) != nil }
    func receive(_ error: HTTPParserError) -> Bool { state.receive(error) != nil }
    func nextWaiting() -> ClientConnectionState.Arrival? { state.nextWaiting() }
    func allowsRead(isWritable: Bool = true) -> Bool { state.allowsRead(isWritable: isWritable) }
    func releasesRead() -> Bool { state.releasesRead(isWritable: true) }
    func didRead(at seconds: Int64) -> Bool { state.didRead(now: Self.after(seconds)) }
    func setWritable(_ isWritable: Bool, at seconds: Int64) {
        state.writabilityDidChange(isWritable: isWritable, now: Self.after(seconds))
    }
    func begin(_ request: PendingRequest? = request, isLast: Bool = false, at seconds: Int64 = 0) {
        state.begin(request, isLast: isLast, now: Self.after(seconds))
    }
    func take(_ text: String, at seconds: Int64 = 0) -> ClientConnectionState.BodyAction {
        state.take(ByteBuffer(string: text), now: Self.after(seconds))
    }
    func finish(at seconds: Int64 = 0, isShuttingDown: Bool = false) -> ClientConnectionState.EndAction {
        state.finish(isShuttingDown: isShuttingDown, now: Self.after(seconds))
    }
    func respond(isLast: Bool = false, isShuttingDown: Bool = false, at seconds: Int64 = 0) -> Bool {
        state.responseDidEnd(isLast: isLast, isShuttingDown: isShuttingDown, now: Self.after(seconds))
    }
    func lastByteDidLeave() -> Bool { state.lastByteDidLeave() }
    func didClose() { state.didClose() }
}
