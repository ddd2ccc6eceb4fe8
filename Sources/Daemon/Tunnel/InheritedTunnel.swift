import NIOConcurrencyHelpers
import NIOPosix
import SystemSupport
import Tunnel

/// The tunnel of the shim before this one, which its process keeps up.
final class InheritedTunnel: InheritedRoute {
    /// How long the process may take to say whether the tunnel is the right one: on a busy machine long, because a login is at stake.
    static let standardGreetingTime: Int32 = 20_000
    /// How long a stream may take: longer than the session there gives an open, 30 s.
    private static let streamTime = Duration.seconds(40)

    private typealias Answer = Result<Int32?, TunnelError>

    private struct State {
        var nextNumber = 0
        var waiting: [Int: FirstOutcome<Answer>] = [:]
        var openStreams = 0
        var end: TunnelError?
    }

    /// Who keeps it.
    let process: Int32
    let facts: InheritedRouteFacts
    private let lastHop: String
    private let stream: ControlStream
    private let interruption = Interruption()
    private let state = NIOLockedValueBox(State())
    private let end = FirstOutcome<TunnelError>()

    private init(process: Int32, facts: InheritedRouteFacts, lastHop: String, stream: ControlStream) {
        self.process = process
        self.facts = facts
        self.lastHop = lastHop
        self.stream = stream
    }

    /// Looks for a process that keeps a tunnel for this place.
    ///
    /// - Parameters:
    ///   - places: where it may listen.
    ///   - route: where the tunnel must lead, and how.
    ///   - lastHop: the server whose streams they are, for messages.
    ///   - greetingTime: how long its answer may take, in milliseconds.
    /// - Returns: nil where there is none.
    static func find(
        at places: [SocketPlace], route: String, lastHop: String, greetingTime: Int32 = standardGreetingTime
    ) async -> InheritedTunnel? {
        for place in places {
            // Where nobody listens nothing is kept.
            guard let stream = try? ControlSocket.connect(place.path) else { continue }
            guard stream.write(ControlLine(HolderRequest.follow(route: route)).bytes) else { continue }
            let reply = await NIOThreadPool.withOwnThread { thread in
                await stream.next(HolderReply.self, on: thread, Interruption(), milliseconds: greetingTime)
            }
            guard case .following(let process, let facts) = reply else { continue }
            let tunnel = InheritedTunnel(process: process, facts: facts, lastHop: lastHop, stream: stream)
            Task { await tunnel.listen() }
            return tunnel
        }
        return nil
    }

    var openStreams: Int { state.withLockedValue { $0.openStreams } }

    func open() async throws(TunnelError) -> Descriptor {
        guard let end = try await ask({ .stream(number: $0) }) else {
            // It was sent, and this process had no room for it.
            throw .tooManyStreams(hop: lastHop, reason: "this process has too many files open")
        }
        return Descriptor(owning: end)
    }

    func bridge(_ descriptor: Int32) async throws(TunnelError) {
        _ = try await ask({ .bridge(number: $0) }, with: descriptor)
    }

    func checkLiveness() { stream.write(ControlLine(HolderRequest.check).bytes) }

    func ended() async -> TunnelError { await end.wait() }

    func leave(endsIt: Bool) {
        if endsIt { stream.write(ControlLine(HolderRequest.end).bytes) }
        finish(.stopped)
        interruption.trigger()
        stream.end()
    }

    // MARK: Asking

    private func ask(_ request: (Int) -> HolderRequest, with file: Int32? = nil) async throws(TunnelError) -> Int32? {
        let answer = FirstOutcome<Answer>()
        let number = state.withLockedValue { state in
            state.nextNumber += 1
            if let end = state.end { answer.settle(.failure(end)) } else { state.waiting[state.nextNumber] = answer }
            return state.nextNumber
        }
        let deadline = Task {
            // Cancelled, it has nothing to do.
            guard (try? await Task.sleep(for: Self.streamTime)) != nil else { return }
            answer.settle(.failure(.timedOut(hop: lastHop, phase: .channel, seconds: Int(Self.streamTime.components.seconds))))
        }
        defer {
            deadline.cancel()
            state.withLockedValue { $0.waiting[number] = nil }
        }
        // The file is the stream's in any case.
        if !stream.write(ControlLine(request(number)).bytes, with: file) { finish(lost("its process does not listen")) }
        return try await withTaskCancellationHandler {
            await answer.wait()
        } onCancel: {
            answer.settle(.failure(.stopped))
        }.get()
    }

    private func settle(_ number: Int, _ answer: Answer) {
        let waiting = state.withLockedValue { $0.waiting[number] }
        // A file that nobody waits for any more is closed.
        if waiting?.settle(answer) != true, case .success(let file?) = answer { _ = Descriptor(owning: file) }
    }

    // MARK: Listening

    private func listen() async {
        await NIOThreadPool.withOwnThread { thread in
            while let reply = await stream.next(HolderReply.self, on: thread, interruption), take(reply) {}
        }
        finish(lost("its process has stopped"))
        stream.end()
    }

    /// - Returns: whether there may be more of them.
    private func take(_ reply: HolderReply) -> Bool {
        switch reply {
        case .stream(let number):
            let file = stream.takeFile()
            stream.write(ControlLine(HolderRequest.received).bytes)
            settle(number, .success(file))
        case .received: stream.otherSideHasFile()
        case .bridged(let number): settle(number, .success(nil))
        case .failed(let number, let error): settle(number, .failure(error))
        case .openStreams(let count): state.withLockedValue { $0.openStreams = count }
        case .broken(let reason):
            finish(lost(reason))
            return false
        case .following, .otherRoute: return false
        }
        return true
    }

    private func lost(_ reason: String) -> TunnelError { .connectionLost(hop: lastHop, phase: .established, reason: reason) }

    private func finish(_ end: TunnelError) {
        let waiting: [Int: FirstOutcome<Answer>]? = state.withLockedValue { state in
            guard state.end == nil else { return nil }
            state.end = end
            return state.waiting
        }
        guard let waiting else { return }
        for answer in waiting.values { answer.settle(.failure(end)) }
        self.end.settle(end)
    }
}
