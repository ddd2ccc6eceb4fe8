import NIOCore
import NIOHTTP1

/// Lets requests through to a provider as its limits allow. Lives on the event loop.
final class RequestQueue {
    /// Agents ask several things at once and take some time over each: their requests wait rather than fail, but not for ever, because
    /// clients give up as well, and not all of them heed a 429.
    static let longestWait = TimeAmount.seconds(60)
    static let mostWaiting = 64

    /// Why a request does not get through.
    enum Refusal: Error, Equatable {
        /// There were so many in the last minute that the next one has to wait.
        case rate(limit: Int, wait: TimeAmount)
        /// So many are under way, and others wait already, or this one has waited long enough.
        case full(limit: Int)
    }

    private final class Waiter {
        let receive: (Result<ConcurrencyPermit?, Refusal>) -> Void
        var timer: Scheduled<Void>?

        init(_ receive: @escaping (Result<ConcurrencyPermit?, Refusal>) -> Void) { self.receive = receive }
    }

    private let eventLoop: any EventLoop
    private let limit: Int?
    private let patience: TimeAmount
    private var rate: RequestRate?
    private var underWay = 0
    private var waiting: CircularBuffer<Waiter> = []

    /// - Parameter patience: how long a request waits for others.
    init(_ limits: ProviderLimits, patience: TimeAmount = longestWait, on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.patience = patience
        limit = limits.concurrentRequests
        rate = limits.requestsPerMinute.map { RequestRate(limit: $0) }
    }

    var waitingCount: Int { waiting.count }

    /// Gives a place, at once or when there is one; nil where nobody counts.
    func enter(_ receive: @escaping (Result<ConcurrencyPermit?, Refusal>) -> Void) {
        if let wait = rate?.admit(now: .now()), let most = rate?.limit { return receive(.failure(.rate(limit: most, wait: wait))) }
        guard let limit else { return receive(.success(nil)) }
        if underWay < limit { return receive(.success(place())) }
        guard waiting.count < Self.mostWaiting else { return receive(.failure(.full(limit: limit))) }
        let waiter = Waiter(receive)
        waiting.append(waiter)
        waiter.timer = eventLoop.assumeIsolated().scheduleTask(in: patience) { [weak self] in
            guard let self, let index = waiting.firstIndex(where: { $0 === waiter }) else { return }
            waiting.remove(at: index)
            receive(.failure(.full(limit: limit)))
        }
    }

    private func place() -> ConcurrencyPermit {
        underWay += 1
        // Not at once: it is let go of in the middle of something else.
        let queue = NIOLoopBound(self, eventLoop: eventLoop)
        return ConcurrencyPermit { queue.eventLoop.execute { queue.value.didLeave() } }
    }

    private func didLeave() {
        underWay -= 1
        guard let next = waiting.popFirst() else { return }
        next.timer?.cancel()
        next.receive(.success(place()))
    }
}

extension ErrorResponse {
    /// A body that is larger than a provider's limits allow.
    ///
    /// - Parameter size: in bytes, as it would be sent.
    init(tooLarge size: Int, limit: Int, for provider: Provider) {
        self.init(
            413, "The limit for a request to \(provider.title) is \(limit) bytes; this one has \(size).", code: "request_too_large")
    }

    /// A request that a provider's limits hold back.
    init(_ refusal: RequestQueue.Refusal, for provider: Provider) {
        switch refusal {
        case .rate(let limit, let wait):
            // Rounded up: one that comes again too early is refused again.
            let seconds = (wait.nanoseconds + 999_999_999) / 1_000_000_000
            self.init(
                429, "The limit for \(provider.title) is \(limit) requests a minute. Try again in \(seconds) s.",
                code: "rate_limit_exceeded", headers: ["retry-after": "\(seconds)"])
        case .full(let limit):
            self.init(
                429, "The limit for \(provider.title) is \(limit) requests at a time, and too many are waiting already.",
                code: "rate_limit_exceeded", headers: ["retry-after": "5"])
        }
    }
}

/// The right to have one request under way. Whoever has it lets go of it, and the next one takes it.
final class ConcurrencyPermit {
    private let leave: () -> Void

    init(onLeave leave: @escaping () -> Void) {
        self.leave = leave
    }

    deinit { leave() }
}

/// Counts the requests of the last minute.
struct RequestRate {
    private static let window = TimeAmount.seconds(60)

    let limit: Int
    private var times: CircularBuffer<NIODeadline> = []

    init(limit: Int) { self.limit = limit }

    /// Counts a request, if there is room for it.
    ///
    /// - Returns: the time until a place is free, if the request was not counted.
    mutating func admit(now: NIODeadline) -> TimeAmount? {
        while let first = times.first, first + Self.window <= now { times.removeFirst() }
        if times.count >= limit, let first = times.first { return first + Self.window - now }
        times.append(now)
        return nil
    }
}

/// How much a provider is asked at most. Nil stands for no limit.
package struct ProviderLimits: Equatable, Sendable {
    /// Requests at a time, above 0. One more waits for its turn.
    package var concurrentRequests: Int?
    /// Requests in any 60 seconds, above 0. One more is refused, and told when to come again.
    package var requestsPerMinute: Int?
    /// Bytes of a request's body as it is sent.
    package var bodySize: Int?
    /// Tokens of an answer; a request for more is one for so many.
    package var maximumOutput: Int?

    /// None.
    package init() {}
}
