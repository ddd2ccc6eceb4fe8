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

/// Decides when a connection to the upstream is opened ahead of need, so that a request finds one that is ready.
struct SparePolicy {
    enum Step: Equatable {
        case open
        /// Ask again then.
        case wait(until: NIODeadline)
        /// Ask again when something has happened.
        case rest
    }

    /// The upstream closes unused connections after a minute or so: without a bound an idle machine would open new ones all night.
    static let attention = TimeAmount.minutes(10)
    /// After the first failure; doubled at each further one, up to `longestPause`.
    private static let firstPause = TimeAmount.seconds(1)
    private static let longestPause = TimeAmount.seconds(60)

    /// How many connections are to be ready.
    let count: Int
    private var isOpening = false
    private var lastNeed: NIODeadline?
    /// How many may be opened although nobody has asked for a connection lately.
    private var allowance = 0
    private var pause: TimeAmount?
    private var notBefore: NIODeadline?

    init(count: Int) {
        self.count = count
    }

    /// - Parameter ready: the connections that wait for a request.
    mutating func step(ready: Int, now: NIODeadline) -> Step {
        guard ready < count, !isOpening else { return .rest }
        let isAttentive = lastNeed.map { now < $0 + Self.attention } ?? false
        guard isAttentive || allowance > 0 else { return .rest }
        if let notBefore, now < notBefore { return .wait(until: notBefore) }
        if !isAttentive { allowance -= 1 }
        isOpening = true
        return .open
    }

    /// A request asks for a connection.
    mutating func didNeed(now: NIODeadline) {
        lastNeed = now
    }

    /// The way to the upstream has come up: what failed before says nothing any more.
    mutating func didComeUp() {
        allowance = count
        didWork()
    }

    /// The connection that was opened ahead of need is ready.
    mutating func didOpen() {
        isOpening = false
    }

    /// It could not be opened.
    mutating func didFail(now: NIODeadline) {
        isOpening = false
        didLose(now: now)
    }

    /// The upstream has closed one that nobody had used yet: opening the next one at once would repeat without an end.
    mutating func didLose(now: NIODeadline) {
        let next = pause.map { min($0 * 2, Self.longestPause) } ?? Self.firstPause
        pause = next
        notBefore = now + next
    }

    /// One was of use, or has lasted as long as it had to.
    mutating func didWork() {
        pause = nil
        notBefore = nil
    }
}
