import NIOConcurrencyHelpers

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A TCP port of 127.0.0.1 whose connections are handed out as descriptors, for somebody else to own.
final class PortListener: Sendable {
    enum Failure: Error, Equatable {
        /// Somebody else listens there.
        case taken
        /// The code is an `errno`.
        case refused(code: Int32)
    }

    /// Where connections wait that cannot be accepted, for want of descriptors, the port would be ready all the time.
    private static let pause: Int32 = 1_000

    private let descriptor: Int32
    private let isClosed = NIOLockedValueBox(false)

    /// - Parameter port: 1...65535, or 0 for a free one.
    init(port: Int) throws(Failure) {
        #if canImport(Glibc)
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw .refused(code: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var one: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr = in_addr(s_addr: in_addr_t(0x7F00_0001).bigEndian)
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, listen(descriptor, 64) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EADDRINUSE ? .taken : .refused(code: code)
        }
    }

    deinit { stopListening() }

    /// Gives the port back. Nobody may wait for a connection then.
    func stopListening() {
        isClosed.withLockedValue { isClosed in
            if !isClosed { close(descriptor) }
            isClosed = true
        }
    }

    /// The port that it has got.
    var port: Int? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(descriptor, $0, &size) }
        }
        return code == 0 ? Int(in_port_t(bigEndian: address.sin_port)) : nil
    }

    /// Waits for a connection, on a thread that may block.
    ///
    /// - Returns: a descriptor that the caller owns; nil after an interruption.
    func next(_ interruption: Interruption) -> Int32? {
        while !interruption.isTriggered {
            if let connection = accept() { return connection }
            _ = interruption.wait(for: [descriptor], milliseconds: Self.pause)
        }
        return nil
    }

    /// - Returns: nil where no connection waits.
    private func accept() -> Int32? {
        #if canImport(Darwin)
            let connection = Darwin.accept(descriptor, nil, nil)
        #elseif canImport(Glibc)
            let connection = Glibc.accept(descriptor, nil, nil)
        #elseif canImport(Musl)
            let connection = Musl.accept(descriptor, nil, nil)
        #endif
        guard connection >= 0 else { return nil }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        // What BSD inherits from the listener and Linux does not (accept(2)).
        _ = fcntl(connection, F_SETFL, 0)
        return connection
    }

    /// Closes a connection that nobody takes, so that it does not look like an answer that is empty.
    static func refuse(_ connection: Int32) {
        var reset = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        close(connection)
    }
}
