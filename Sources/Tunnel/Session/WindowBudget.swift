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
