package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A TCP port of 127.0.0.1 whose connections are handed out as descriptors, for somebody else to own.
package final class PortListener: Sendable {
    /// Where connections wait that cannot be accepted, for want of descriptors, the port would be ready all the time.
    private static let pause: Int32 = 1_000

    private let descriptor: Int32
    private let isClosed = Locked(false)

    /// - Parameter port: 1...65535, or 0 for a free one.
    /// - Throws: `Errno`; `addressInUse` where another program listens there.
    package init(port: Int) throws(Errno) {
        let socket = try Descriptor.streamSocket(AF_INET)
        socket.makeNonBlocking()
        socket.setOption(SOL_SOCKET, SO_REUSEADDR, Int32(1))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
        address.sin_addr = in_addr(s_addr: in_addr_t(0x7F00_0001).bigEndian)
        let number = socket.number
        try retrying {
            unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        try retrying { listen(number, 64) }
        descriptor = socket.release()
    }

    deinit { stopListening() }

    /// Gives the port back. Nobody may wait for a connection then.
    package func stopListening() {
        isClosed.withLock { isClosed in
            if !isClosed { close(descriptor) }
            isClosed = true
        }
    }

    /// The port that it has got.
    package var port: Int? {
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
    package func next(_ interruption: Interruption) -> Int32? {
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
    package static func refuse(_ connection: Int32) {
        var reset = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(connection, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        close(connection)
    }
}
