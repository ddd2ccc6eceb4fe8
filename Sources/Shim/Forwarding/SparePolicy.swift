import NIOCore

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

    /// The upstream has closed one that nobody had used yet: opening the next at once would go on for ever.
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
