import CLibrary

/// The descriptors that a thread waits for, and what poll(2) found.
package struct PollSet {
    package struct Events: OptionSet, Sendable {
        package let rawValue: Int16

        package init(rawValue: Int16) { self.rawValue = rawValue }

        /// Whether whoever has the other end of a socket has let go of it altogether, as far as the system tells.
        package var showThatPeerIsGone: Bool {
            #if os(Linux)
                !isDisjoint(with: [.broken, .hungUp])
            #else
                !isDisjoint(with: .broken)
            #endif
        }

        package static let readable = Events(rawValue: Int16(POLLIN))
        package static let writable = Events(rawValue: Int16(POLLOUT))
        /// The other end is gone for good, or the descriptor has an error.
        package static let broken = Events(rawValue: Int16(POLLERR | POLLNVAL))
        /// On Linux: both directions are shut. Other systems report it for one direction too, so it says nothing there.
        package static let hungUp = Events(rawValue: Int16(POLLHUP))
    }

    private var entries: [pollfd] = []

    package init() {}

    package var count: Int { entries.count }

    package mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    /// Adds a descriptor; its place is the number of those before it. A negative number keeps the place and is not looked at.
    package mutating func add(_ number: Int32, _ events: Events) {
        entries.append(pollfd(fd: number, events: events.rawValue, revents: 0))
    }

    package func found(at place: Int) -> Events {
        entries.indices.contains(place) ? Events(rawValue: entries[place].revents) : []
    }

    /// Waits until something is found or the time is over.
    ///
    /// - Parameter timeout: nil waits without limit. Rounded up to milliseconds.
    /// - Returns: how many descriptors have something; 0 when the time is over or a signal came.
    package mutating func wait(_ timeout: Duration?) -> Int {
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
