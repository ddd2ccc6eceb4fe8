import CLibrary

/// One connection between two processes of the same user, which send each other lines, and open files with them.
package final class ControlStream: Sendable {
    /// What came of the wait for a line.
    package enum Arrival: Equatable {
        case line([UInt8])
        case nothingYet
        /// The other side has gone, or sends what is no line.
        case end
    }

    /// How long the other side may leave unread what it is sent: it only ever has a few lines to read.
    private static let patience: Int32 = 5_000

    /// Files that have come and that nobody has taken; more are closed at once. A line has at most one.
    private static let longestQueue = 64

    private let descriptor: Int32
    /// Those who read take turns, and so do those who write; the lock is held while one waits.
    private let incoming = Locked(LineBuffer())
    private let files = Locked<[Int32]>([])
    /// Files that are on their way to the other side, the oldest first. macOS can spoil one that its sender closes before it is received
    /// (https://bugs.python.org/issue14669).
    private let sentFiles = Locked<[Int32]>([])
    private let outgoing = Locked(())

    /// - Parameter descriptor: of a connected Unix socket; it is closed where the other side is not this user.
    package init?(owning descriptor: Int32) {
        self.descriptor = descriptor
        let socket = Descriptor(owning: descriptor)
        socket.makeNonBlocking()
        socket.ignoreBrokenPipe()
        _ = socket.release()
        guard Self.userID(of: descriptor) == getuid() else { return nil }
    }

    deinit {
        close(descriptor)
        for file in files.withLock({ $0 }) + sentFiles.withLock({ $0 }) { close(file) }
    }

    /// Waits for a line, on a thread that may block.
    ///
    /// - Parameter milliseconds: the longest wait; -1 for none.
    package func readLine(_ interruption: Interruption, milliseconds: Int32) -> Arrival {
        incoming.withLock { buffer in
            while true {
                if let line = buffer.nextLine() { return .line(line) }
                guard !buffer.isFull else { return .end }
                guard interruption.wait(for: [descriptor], milliseconds: milliseconds) == [true] else {
                    return interruption.isTriggered ? .end : .nothingYet
                }
                var bytes = [UInt8](repeating: 0, count: 4_096)
                let (count, code, received) = PassedDescriptor.receive(&bytes, from: descriptor)
                keep(received)
                if count > 0 {
                    buffer.append(bytes[..<count])
                } else if count == 0 || (code != EAGAIN && code != EINTR) {
                    return .end
                }
            }
        }
    }

    /// The file that came with a line that was read: the first that nobody has taken. Whoever takes it owns it.
    package func takeFile() -> Int32? {
        files.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    /// The other side has the oldest file that was sent to it: it is closed here.
    package func otherSideHasFile() {
        let file = sentFiles.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let file { close(file) }
    }

    private func keep(_ received: [Int32]) {
        let surplus = files.withLock { files in
            let room = max(0, Self.longestQueue - files.count)
            files += received.prefix(room)
            return received.dropFirst(room)
        }
        for file in surplus { close(file) }
    }

    /// Sends a line.
    ///
    /// - Parameters:
    ///   - line: without its end.
    ///   - file: an open file that goes with it. It belongs to the stream from now on, which closes it when the other side has it, or at
    ///     the end.
    /// - Returns: whether the system has taken all of it.
    @discardableResult
    package func write(_ line: [UInt8], with file: Int32? = nil) -> Bool {
        let isWhole = outgoing.withLock { _ in
            if let file { sentFiles.withLock { $0.append(file) } }
            var rest = (line + [UInt8(ascii: "\n")])[...]
            var file = file
            while !rest.isEmpty {
                let count = PassedDescriptor.send(rest, with: file, to: descriptor)
                if count > 0 {
                    file = nil
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    guard unsafe poll(&entry, 1, Self.patience) > 0 else { return false }
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
        // Part of a line says nothing, and what would follow less.
        if !isWhole { end() }
        return isWhole
    }

    /// Ends both directions: whoever waits for a line learns it at once.
    package func end() {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Whose process the other side was when the connection was made; the system says so.
    private static func userID(of descriptor: Int32) -> UInt32? {
        #if canImport(Darwin)
            var (user, group) = (uid_t(), gid_t())
            return unsafe getpeereid(descriptor, &user, &group) == 0 ? user : nil
        #else
            // struct ucred of unix(7): process, user, group. Its name is shown to GNU sources alone.
            var credentials: [UInt32] = [0, 0, 0]
            var size = socklen_t(credentials.count * MemoryLayout<UInt32>.size)
            guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0, size == 12 else { return nil }
            return credentials[1]
        #endif
    }
}

/// Makes lines of the pieces in which bytes come.
package struct LineBuffer {
    /// The longest line of the control protocol, in bytes: a server's instruction, and answers to it, have a few thousand.
    package static let longestLine = 64 * 1_024

    private var bytes: [UInt8] = []

    package init() {}

    /// Whether more has come without a line's end than any line has.
    package var isFull: Bool { bytes.count > Self.longestLine && !bytes.prefix(Self.longestLine + 1).contains(UInt8(ascii: "\n")) }

    package mutating func append(_ piece: some Sequence<UInt8>) {
        bytes.append(contentsOf: piece)
    }

    /// The next whole line, without its end; nil where there is none, or where it is too long.
    package mutating func nextLine() -> [UInt8]? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end <= Self.longestLine else { return nil }
        defer { bytes.removeSubrange(...end) }
        return Array(bytes[..<end])
    }

    /// Everything that there is, whether it is a line or not.
    package mutating func takeAll() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
