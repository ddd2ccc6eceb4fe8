import CLibrary
import SystemPackage

/// A stream socket that listens until it is told to stop; its connections are handed out as descriptors.
final class ListeningSocket: Sendable {
    /// Where connections wait that cannot be accepted, for want of descriptors, the socket would be ready all the time.
    private static let pause: Int32 = 1_000

    let number: Int32
    private let isClosed = Locked(false)

    /// - Parameter socket: bound to its address; it does not block.
    /// - Throws: `Errno`.
    init(_ socket: consuming Descriptor, backlog: Int32) throws(Errno) {
        let number = socket.number
        try retrying { listen(number, backlog) }
        self.number = socket.release()
    }

    deinit { stop() }

    /// Closes the socket. Nobody may wait for a connection then.
    func stop() {
        isClosed.withLock { isClosed in
            if !isClosed { close(number) }
            isClosed = true
        }
    }

    /// Does something unless the socket is closed.
    func whileOpen(_ work: () -> Void) {
        isClosed.withLock { if !$0 { work() } }
    }

    /// Waits for a connection, on a thread that may block.
    ///
    /// - Returns: a descriptor that the caller owns and no child inherits; nil after an interruption.
    func next(_ interruption: Interruption) -> Int32? {
        while !interruption.isTriggered {
            let connection = accept(number, nil, nil)
            guard connection < 0 else {
                _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
                return connection
            }
            _ = interruption.wait(for: [number], milliseconds: Self.pause)
        }
        return nil
    }
}
