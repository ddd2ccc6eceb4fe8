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
        // The dialing thread, the clock and a cancellation compete for it.
        let outcome = FirstOutcome<Result<Int32, TunnelError>>()
        let deadline = ContinuousClock.now + timeout
        let result = await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    // Cancelled as soon as there is a result; there is nothing to do then.
                    try? await Task.sleep(until: deadline, clock: .continuous)
                    if !Task.isCancelled {
                        outcome.settle(.failure(.timedOut(hop: hop, phase: .dial, seconds: Int(timeout.components.seconds))))
                    }
                }
                do throws(TunnelError) {
                    try TunnelError.naming("start a thread") { () throws(Errno) in
                        try SystemThread.start {
                            let result = connect(address, hop: hop, until: deadline, isWanted: { !outcome.isSettled })
                            if !outcome.settle(result), case .success(let number) = result { _ = Descriptor(owning: number) }
                        }
                    }
                } catch {
                    outcome.settle(.failure(error))
                }
                let result = await outcome.wait()
                group.cancelAll()
                return result
            }
        } onCancel: {
            outcome.settle(.failure(.stopped))
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
