/// How much the server may send on one stream before we must have passed it on.
///
/// A stream that is read as fast as it comes gets twice what came in a round trip, the rule by which TCP sizes its receive buffers ("dynamic
/// right-sizing", Fisk and Feng 2001). One whose reader lags behind loses half of it again and again, down to what it began with.
struct ReceiveWindow {
    private(set) var size: Int
    private var measuredSince: Duration?
    private var measuredBytes = 0

    init(size: Int) { self.size = size }

    /// How much wider to make the server's window now: nothing before half of it is used, so that one packet answers for many.
    ///
    /// - Parameter outstanding: what the server may still send, and what has come and was not passed on.
    func increment(outstanding: Int) -> Int {
        let missing = size - outstanding
        return missing * 2 >= size ? missing : 0
    }

    /// Learns that bytes were passed on.
    ///
    /// - Parameters:
    ///   - unread: what has come and was not passed on, because the reader takes no more now.
    ///   - roundTrip: the shortest time in which the server has answered; nil when that is not known yet.
    mutating func note(delivered count: Int, unread: Int, now: Duration, roundTrip: Duration?, budget: inout WindowBudget) {
        if unread * 2 > size, size > budget.limits.initial {
            // What waits here does not make the transfer faster: that part of the window costs memory and adds no speed.
            let smaller = max(size / 2, budget.limits.initial)
            budget.giveBack(size - smaller)
            size = smaller
        }
        guard unread == 0, let roundTrip else {
            measuredSince = nil
            return
        }
        guard let since = measuredSince else {
            measuredSince = now
            measuredBytes = 0
            return
        }
        measuredBytes += count
        guard now - since >= roundTrip else { return }
        if measuredBytes * 2 > size { size += budget.grant(min(size, budget.limits.most - size)) }
        measuredSince = now
        measuredBytes = 0
    }
}

/// How much unread data all streams of a session may have on this machine together.
struct WindowBudget {
    struct Limits: Sendable {
        /// What a stream begins with. As much as a TCP connection in slow start brings in its first round trips.
        var initial = 256 << 10
        /// What a stream gets even where nothing is left: one packet.
        var least = 32 << 10
        /// What one stream may grow to: 16 MiB carry about 100 MB/s over a round trip of 50 ms.
        var most = 16 << 20
        /// What all streams may have together.
        var total = 64 << 20
    }

    let limits: Limits
    private(set) var granted = 0

    init(_ limits: Limits) { self.limits = limits }

    /// What a new stream may have.
    mutating func open() -> ReceiveWindow {
        let size = max(min(limits.initial, limits.total - granted), limits.least)
        granted += size
        return ReceiveWindow(size: size)
    }

    /// - Returns: how much of `wanted` there is, which is then taken.
    mutating func grant(_ wanted: Int) -> Int {
        let size = max(min(wanted, limits.total - granted), 0)
        granted += size
        return size
    }

    mutating func giveBack(_ size: Int) { granted -= size }
}
