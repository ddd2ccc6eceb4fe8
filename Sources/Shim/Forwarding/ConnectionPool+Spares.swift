import NIOCore

/// Connections that are opened ahead of need.
extension ConnectionPool {
    /// Opens one if one is missing; the next follows when it is ready.
    func openSpares() {
        guard limits.spareCount > 0, !isClosed else { return }
        switch spares.step(ready: idleCount + surplusCount, now: .now()) {
        case .rest: break
        case .open: connect { result in self.receiveSpare(result) }
        case .wait(let deadline): scheduleSpares(at: deadline)
        }
    }

    /// A connection has left the pool for a request.
    func didTake(_ connection: UpstreamHandler) {
        if !connection.hasServed { spares.didWork() }
        openSpares()
    }

    /// The upstream has closed a connection that nobody had used.
    func didLoseSpare() {
        spares.didLose(now: .now())
        openSpares()
    }

    private func receiveSpare(_ result: Result<UpstreamHandler, UpstreamFailure>) {
        switch result {
        case .failure:
            // Nobody waits for it. A request that needs a connection opens its own, and tells what is wrong.
            spares.didFail(now: .now())
        case .success(let connection):
            spares.didOpen()
            if let waiter = waiters.first {
                waiters.removeFirst()
                surplusCount += 1
                spares.didWork()
                waiter.deliver(.success(connection))
            } else {
                connection.release()
            }
        }
        openSpares()
    }

    private func scheduleSpares(at deadline: NIODeadline) {
        guard spareTimer == nil else { return }
        spareTimer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            self?.spareTimer = nil
            self?.openSpares()
        }
    }
}
