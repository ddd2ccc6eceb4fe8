import SystemSupport

/// Somebody who waits for a stream.
final class OpenRequest: Sendable {
    typealias Outcome = Result<Void, TunnelError>

    let target: Endpoint
    let socket: LocalSocket
    private let waiter = Locked<CheckedContinuation<Outcome, Never>?>(nil)

    init(target: Endpoint, socket: LocalSocket) {
        self.target = target
        self.socket = socket
    }

    /// Waits for the outcome. `submit` hands the request to who will finish it.
    func outcome(submitting submit: (OpenRequest) -> Void) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter.withLock { $0 = continuation }
                if Task.isCancelled { finish(.failure(.stopped)) } else { submit(self) }
            }
        } onCancel: {
            finish(.failure(.stopped))
        }
    }

    /// The first outcome counts.
    func finish(_ outcome: Outcome) {
        let continuation = waiter.withLock { waiter in
            let continuation = waiter
            waiter = nil
            return continuation
        }
        continuation?.resume(returning: outcome)
    }
}
