import SystemPackage
import SystemSupport

/// Opens TCP connections to the first hop.
enum TCPDialer {
    /// Connects to the first of the host's addresses that answers; a second one is tried beside the first after 250 ms (RFC 8305).
    ///
    /// The name is resolved and the connection made on a thread of its own. Where the resolver outlasts `timeout`, the thread ends later and
    /// its result is dropped.
    ///
    /// - Parameters:
    ///   - hop: the name for errors.
    ///   - timeout: for the resolver and the connection together.
    /// - Throws: `unreachable` with the system's reason, `timedOut`, `stopped` when the task is cancelled, `system` without descriptors.
    static func dial(_ address: Endpoint, hop: String, timeout: Duration) async throws(TunnelError) -> Descriptor {
        let attempt = DialAttempt()
        let deadline = ContinuousClock.now + timeout
        let result = await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    // Cancelled as soon as there is a result; there is nothing to do then.
                    try? await Task.sleep(until: deadline, clock: .continuous)
                    if !Task.isCancelled {
                        attempt.finish(.failure(.timedOut(hop: hop, phase: .dial, seconds: Int(timeout.components.seconds))))
                    }
                }
                let result = await attempt.outcome { () throws(TunnelError) in
                    try TunnelError.naming("start a thread") { () throws(Errno) in
                        try SystemThread.start {
                            attempt.finish(connect(address, hop: hop, until: deadline, isWanted: { attempt.isOpen }))
                        }
                    }
                }
                group.cancelAll()
                return result
            }
        } onCancel: {
            attempt.finish(.failure(.stopped))
        }
        return Descriptor(owning: try result.get())
    }

    /// How long the first address has before the next is tried too (RFC 8305, section 5).
    private static let stagger = Duration.milliseconds(250)

    private static func connect(
        _ endpoint: Endpoint, hop: String, until deadline: ContinuousClock.Instant, isWanted: () -> Bool
    ) -> Result<Int32, TunnelError> {
        let addresses: [ResolvedAddress]
        switch ResolvedAddress.resolve(host: endpoint.host, port: endpoint.port) {
        case .success(let found): addresses = found
        case .failure(let failure): return .failure(.unreachable(hop: hop, address: endpoint, reason: failure.reason))
        }
        var waiting = addresses[...]
        var begun: [Int32] = []
        var reason = "no address"
        defer { for number in begun { _ = Descriptor(owning: number) } }
        while isWanted(), ContinuousClock.now < deadline {
            if let next = waiting.popFirst() {
                do {
                    begun.append(try next.beginConnecting())
                } catch {
                    reason = error.description
                }
            }
            if begun.isEmpty {
                if waiting.isEmpty { return .failure(.unreachable(hop: hop, address: endpoint, reason: reason)) }
                continue
            }
            var set = PollSet()
            for number in begun { set.add(number, .writable) }
            let left = deadline - ContinuousClock.now
            // Without a second address the wait is still cut, so that a cancelled dial ends.
            _ = set.wait(min(left, stagger))
            for place in begun.indices.reversed() where !set.found(at: place).isEmpty {
                let socket = Descriptor(owning: begun.remove(at: place))
                let code = socket.connectionError()
                if code == 0 {
                    socket.sendSmallPacketsAtOnce()
                    socket.watchConnection()
                    return .success(socket.release())
                }
                reason = Errno(rawValue: code).description
            }
        }
        return .failure(.timedOut(hop: hop, phase: .dial, seconds: 0))
    }
}

/// The one result of a dial, which the dialling thread, the clock and a cancellation compete for.
final class DialAttempt: Sendable {
    typealias Outcome = Result<Int32, TunnelError>

    private enum State {
        case idle
        case waiting(CheckedContinuation<Outcome, Never>)
        case finished(Outcome)
        case taken
    }

    private let state = Locked(State.idle)

    /// Whether nobody has decided yet.
    var isOpen: Bool {
        state.withLock { state in
            switch state {
            case .idle, .waiting: true
            case .finished, .taken: false
            }
        }
    }

    /// Begins the work and waits for the first result. To be called once.
    func outcome(beginning work: () throws(TunnelError) -> Void) async -> Outcome {
        do throws(TunnelError) { try work() } catch { finish(.failure(error)) }
        return await withCheckedContinuation { continuation in
            let finished: Outcome? = state.withLock { state in
                if case .finished(let outcome) = state {
                    state = .taken
                    return outcome
                }
                state = .waiting(continuation)
                return nil
            }
            if let finished { continuation.resume(returning: finished) }
        }
    }

    /// Decides, unless somebody was faster: then a descriptor in the outcome is closed.
    func finish(_ outcome: Outcome) {
        let (waiter, isLate): (CheckedContinuation<Outcome, Never>?, Bool) = state.withLock { state in
            switch state {
            case .idle:
                state = .finished(outcome)
                return (nil, false)
            case .waiting(let continuation):
                state = .taken
                return (continuation, false)
            case .finished, .taken:
                return (nil, true)
            }
        }
        waiter?.resume(returning: outcome)
        if isLate, case .success(let number) = outcome { _ = Descriptor(owning: number) }
    }
}
