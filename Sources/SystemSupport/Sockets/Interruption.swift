import CLibrary
package import SystemPackage

/// Wakes threads that wait for a person or for another program, once and for good.
package final class Interruption: Sendable {
    /// Becomes readable, and stays so, when the interruption is triggered; -1 where the system gave no pipe.
    private let readEnd: Int32
    private let writeEnd: Locked<Int32>

    package init() {
        // Without a pipe the waits only end by themselves, which they do.
        let ends = (try? Descriptor.pipe()) ?? (-1, -1)
        readEnd = ends.0
        writeEnd = Locked(ends.1)
    }

    deinit {
        trigger()
        if readEnd >= 0 { close(readEnd) }
    }

    /// Ends every wait, also those to come.
    package func trigger() {
        writeEnd.withLock { end in
            // The read end of a pipe without a writer polls as hung up (poll(2)).
            if end >= 0 { close(end) }
            end = -1
        }
    }

    package var isTriggered: Bool { writeEnd.withLock { $0 < 0 } }

    /// Waits until one of the descriptors can be read, the time is over, or the interruption comes.
    ///
    /// - Parameter milliseconds: the longest wait; -1 for none.
    /// - Returns: for each descriptor whether a read will not block.
    package func wait(for descriptors: [Int32], milliseconds: Int32) -> [Bool] {
        var entries = ([readEnd] + descriptors).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var count: Int32
        repeat { count = unsafe poll(&entries, nfds_t(entries.count), milliseconds) } while count < 0 && errno == EINTR
        guard count > 0 else { return descriptors.map { _ in false } }
        return entries.dropFirst().map { $0.revents != 0 }
    }
}

/// Wakes a thread that waits in poll(2), as often as it is asked to: a byte in a pipe.
package final class WakePipe: Sendable {
    private let readEnd: Descriptor
    private let writeEnd: Descriptor

    /// - Throws: `Errno`, mostly because the process has too many open files.
    package init() throws(Errno) {
        let ends = try Descriptor.pipe()
        readEnd = Descriptor(owning: ends.readEnd)
        writeEnd = Descriptor(owning: ends.writeEnd)
        readEnd.makeNonBlocking()
        writeEnd.makeNonBlocking()
    }

    /// What to poll for `POLLIN`.
    package var number: Int32 { readEnd.number }

    /// From any thread. A full pipe wakes too, so that the result does not matter.
    package func wake() { try? writeEnd.writeAll([1]) }

    /// Takes out what is in it, so that the next poll waits again.
    package func drain() {
        while let bytes = try? readEnd.file.readSome(limit: 64), !bytes.isEmpty {}
    }
}
