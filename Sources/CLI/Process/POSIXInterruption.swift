import NIOConcurrencyHelpers

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Wakes threads that wait for a person or for another program, once and for good.
final class Interruption: Sendable {
    /// Becomes readable, and stays so, when the interruption is triggered; -1 where the system gave no pipe.
    private let readEnd: Int32
    private let writeEnd: NIOLockedValueBox<Int32>

    init() {
        var ends: [Int32] = [-1, -1]
        // Without a pipe the waits only end by themselves, which they do.
        if unsafe pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
        readEnd = ends[0]
        writeEnd = NIOLockedValueBox(ends[1])
    }

    deinit {
        trigger()
        if readEnd >= 0 { close(readEnd) }
    }

    /// Ends every wait, also those to come.
    func trigger() {
        writeEnd.withLockedValue { end in
            // The read end of a pipe without a writer polls as hung up (poll(2)).
            if end >= 0 { close(end) }
            end = -1
        }
    }

    var isTriggered: Bool { writeEnd.withLockedValue { $0 < 0 } }

    /// Waits until one of the descriptors can be read, the time is over, or the interruption comes.
    ///
    /// - Parameter milliseconds: the longest wait; -1 for none.
    /// - Returns: for each descriptor whether a read will not block.
    func wait(for descriptors: [Int32], milliseconds: Int32) -> [Bool] {
        var entries = ([readEnd] + descriptors).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var count: Int32
        repeat { count = unsafe poll(&entries, nfds_t(entries.count), milliseconds) } while count < 0 && errno == EINTR
        guard count > 0 else { return descriptors.map { _ in false } }
        return entries.dropFirst().map { $0.revents != 0 }
    }
}
