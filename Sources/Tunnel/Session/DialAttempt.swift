import SystemSupport

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
