#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The descriptors that a thread waits for, and what poll(2) found.
struct PollSet {
    struct Events: OptionSet {
        let rawValue: Int16

        /// Whether whoever has the other end of a socket has let go of it altogether, as far as the system tells.
        var showThatPeerIsGone: Bool {
            #if os(Linux)
                !isDisjoint(with: [.broken, .hungUp])
            #else
                !isDisjoint(with: .broken)
            #endif
        }

        static let readable = Events(rawValue: Int16(POLLIN))
        static let writable = Events(rawValue: Int16(POLLOUT))
        /// The other end is gone for good, or the descriptor has an error.
        static let broken = Events(rawValue: Int16(POLLERR | POLLNVAL))
        /// On Linux: both directions are shut. Other systems report it for one direction too, so it says nothing there.
        static let hungUp = Events(rawValue: Int16(POLLHUP))
    }

    private var entries: [pollfd] = []

    var count: Int { entries.count }

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Adds a descriptor; its place is the number of those before it. A negative number keeps the place and is not looked at.
    mutating func add(_ number: Int32, _ events: Events) {
        entries.append(pollfd(fd: number, events: events.rawValue, revents: 0))
    }

    func found(at place: Int) -> Events {
        entries.indices.contains(place) ? Events(rawValue: entries[place].revents) : []
    }

    /// Waits until something is found or the time is over.
    ///
    /// - Parameter timeout: nil waits without limit. Rounded up to milliseconds.
    /// - Returns: how many descriptors have something; 0 when the time is over or a signal came.
    mutating func wait(_ timeout: Duration?) -> Int {
        let milliseconds: Int32
        if let timeout {
            let (seconds, attoseconds) = timeout.components
            let whole = min(max(seconds, 0), 3_600) * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
            milliseconds = Int32(clamping: max(whole, 0))
        } else {
            milliseconds = -1
        }
        let count = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
        if count <= 0 {
            // After a signal the fields are as they were in the call before.
            for place in entries.indices { entries[place].revents = 0 }
            return 0
        }
        return Int(count)
    }
}
