import NIOCore
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A TCP connection on which a test writes exactly the bytes that it wants, and reads what comes.
final class RawConnection: Sendable {
    private let channel: any Channel
    private let inbox: NIOLoopBound<Inbox>

    static func open(port: Int, host: String = "127.0.0.1") async throws -> RawConnection {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let inbox = try await eventLoop.submit { NIOLoopBound(Inbox(), eventLoop: eventLoop) }.get()
        let bootstrap = ClientBootstrap(group: eventLoop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(inbox.value) }
        }
        return RawConnection(try await bootstrap.connect(host: host, port: port).get(), inbox)
    }

    private init(_ channel: any Channel, _ inbox: NIOLoopBound<Inbox>) {
        self.channel = channel
        self.inbox = inbox
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Sends without waiting for the peer to take it.
    func queue(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// Waits until the bytes that have come satisfy a condition, and gives all of them.
    func read(until isEnough: @escaping @Sendable ([UInt8]) -> Bool) async throws -> [UInt8] {
        try await wait { inbox in isEnough(inbox.bytes) ? inbox.bytes : nil }
    }

    /// Waits until a text has come.
    func read(until text: String) async throws -> String {
        let wanted = Array(text.utf8)
        return String(decoding: try await read { $0.firstRange(of: wanted) != nil }, as: UTF8.self)
    }

    /// Waits for one whole response, takes it out of what has come, and leaves what came behind it.
    func response(toHead: Bool = false) async throws -> RawResponse {
        try await wait { inbox in
            guard let (response, length) = RawResponse.read(inbox.bytes, isClosed: inbox.isClosed, toHead: toHead) else { return nil }
            inbox.bytes.removeFirst(length)
            return response
        }
    }

    /// Waits until the peer has closed, and gives what came before.
    func waitForClose() async throws -> [UInt8] {
        try await wait { inbox in inbox.isClosed ? inbox.bytes : nil }
    }

    /// Whether the connection ended with a RST.
    var wasReset: Bool {
        get async throws { try await channel.eventLoop.submit { [inbox] in inbox.value.wasReset }.get() }
    }

    func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    func resumeReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    func close() async {
        // The peer may have been first.
        try? await channel.close()
    }

    func reset() async throws {
        if let options = channel as? any SocketOptionProvider {
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        await close()
    }

    private func wait<Found: Sendable>(for find: @escaping @Sendable (Inbox) -> Found?) async throws -> Found {
        let inbox = inbox
        let eventLoop = channel.eventLoop
        return try await eventLoop.flatSubmit { inbox.value.wait(on: eventLoop, find) }.get()
    }
}

/// What a test waited for in vain, and what had come instead.
struct NothingCame: Error, CustomStringConvertible {
    let isClosed: Bool
    let bytes: [UInt8]

    var description: String {
        "\(isClosed ? "the connection was closed" : "nothing came in time"); so far: \(String(decoding: bytes.prefix(2_000), as: UTF8.self))"
    }
}

/// Collects what comes on a connection and wakes who waits for it.
final class Inbox: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// A bound for tests that wait for what never comes; no passing test gets near it.
    private static let patience = TimeAmount.seconds(20)

    var bytes: [UInt8] = []
    private(set) var isClosed = false
    private(set) var wasReset = false
    private var waiting: [(id: Int, look: () -> Bool, fail: () -> Void)] = []
    private var nextID = 0

    func wait<Found: Sendable>(on eventLoop: any EventLoop, _ find: @escaping @Sendable (Inbox) -> Found?) -> EventLoopFuture<Found> {
        if let found = find(self) { return eventLoop.makeSucceededFuture(found) }
        if isClosed { return eventLoop.makeFailedFuture(NothingCame(isClosed: true, bytes: bytes)) }
        let promise = eventLoop.makePromise(of: Found.self)
        let id = nextID
        nextID += 1
        let timer = eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { [weak self] in
            self?.waiting.removeAll { $0.id == id }
            promise.fail(NothingCame(isClosed: false, bytes: self?.bytes ?? []))
        }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        waiting.append(
            (
                id,
                { [unowned self] in
                    guard let found = find(self) else { return false }
                    promise.succeed(found)
                    return true
                },
                { [unowned self] in promise.fail(NothingCame(isClosed: true, bytes: bytes)) }
            ))
        return promise.futureResult
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes.append(contentsOf: Self.unwrapInboundIn(data).readableBytesView)
        wake()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if (error as? IOError)?.errnoCode == ECONNRESET { wasReset = true }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        wake()
        for waiter in waiting { waiter.fail() }
        waiting = []
    }

    private func wake() {
        waiting.removeAll { $0.look() }
    }
}

/// One HTTP response as it came over the wire.
struct RawResponse: Sendable {
    let version: String
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    /// Whether the body ended as its framing says: by length or by the last chunk. Nil where only the end of the connection ends it.
    let isComplete: Bool?

    var text: String { String(decoding: body, as: UTF8.self) }

    func values(of name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    func value(of name: String) -> String? { values(of: name).first }

    /// Reads one response from the beginning of `bytes`; interim responses (1xx) in front of it are passed over.
    ///
    /// - Returns: nil when more must come.
    static func read(_ bytes: [UInt8], isClosed: Bool, toHead: Bool) -> (RawResponse, length: Int)? {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        let rest = Array(bytes[end.upperBound...])
        if (100..<200).contains(status) {
            return read(rest, isClosed: isClosed, toHead: toHead).map { ($0.0, end.upperBound + $0.length) }
        }
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        func make(_ body: [UInt8], _ isComplete: Bool?, _ length: Int) -> (RawResponse, length: Int) {
            (
                RawResponse(version: String(words[0]), status: status, headers: headers, body: body, isComplete: isComplete),
                end.upperBound + length
            )
        }
        func value(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

        if toHead || status == 204 || status == 304 { return make([], true, 0) }
        if let length = value("content-length").flatMap({ Int($0) }) {
            if rest.count >= length { return make(Array(rest[..<length]), true, length) }
            return isClosed ? make(rest, false, rest.count) : nil
        }
        if value("transfer-encoding")?.lowercased() == "chunked" {
            let chunks = readChunks(rest)
            if chunks.isComplete || isClosed { return make(chunks.body, chunks.isComplete, chunks.length) }
            return nil
        }
        return isClosed ? make(rest, nil, rest.count) : nil
    }

    private static func readChunks(_ bytes: [UInt8]) -> (body: [UInt8], isComplete: Bool, length: Int) {
        var body: [UInt8] = []
        var offset = 0
        while let line = bytes[offset...].firstRange(of: Array("\r\n".utf8)),
            let size = Int(String(decoding: bytes[offset..<line.lowerBound], as: UTF8.self), radix: 16)
        {
            let start = line.upperBound
            guard bytes.count >= start + size + 2 else {
                body += bytes[min(start, bytes.count)...].prefix(size)
                return (body, false, bytes.count)
            }
            body += bytes[start..<(start + size)]
            offset = start + size + 2
            if size == 0 { return (body, true, offset) }
        }
        return (body, false, bytes.count)
    }
}
