import NIOCore

/// Counts the requests of the last minute.
struct RequestRate {
    private static let window = TimeAmount.seconds(60)

    private let limit: Int
    private var times: CircularBuffer<NIODeadline> = []

    /// - Parameter limit: requests in any 60 seconds, above 0.
    init(limit: Int) {
        self.limit = limit
    }

    /// Counts a request, if there is room for it.
    ///
    /// - Returns: how long there is none, where it was not counted.
    mutating func admit(now: NIODeadline) -> TimeAmount? {
        while let first = times.first, first + Self.window <= now { times.removeFirst() }
        if times.count >= limit, let first = times.first { return first + Self.window - now }
        times.append(now)
        return nil
    }
}
