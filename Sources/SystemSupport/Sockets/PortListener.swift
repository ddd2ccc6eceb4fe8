import CLibrary
package import SystemPackage

/// A TCP port of 127.0.0.1 whose connections are handed out as descriptors, for somebody else to own.
package final class PortListener: Sendable {
    private let socket: ListeningSocket

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
        try retrying { unsafe withSocketAddress(&address) { unsafe bind(number, $0, $1) } }
        self.socket = try ListeningSocket(socket, backlog: 64)
    }

    /// Gives the port back. Nobody may wait for a connection then.
    package func stopListening() { socket.stop() }

    /// The port that it has got.
    package var port: Int? {
        var address = sockaddr_in()
        let code = unsafe withSocketAddress(&address) { pointer, size in
            var size = size
            return unsafe getsockname(socket.number, pointer, &size)
        }
        return code == 0 ? Int(in_port_t(bigEndian: address.sin_port)) : nil
    }

    /// Waits for a connection, on a thread that may block.
    ///
    /// - Returns: a descriptor that the caller owns; nil after an interruption.
    package func next(_ interruption: Interruption) -> Int32? {
        guard let connection = socket.next(interruption) else { return nil }
        // What BSD inherits from the listener and Linux does not (accept(2)).
        _ = fcntl(connection, F_SETFL, 0)
        return connection
    }

    /// Closes a connection that nobody takes, so that it does not look like an answer that is empty.
    package static func refuse(_ connection: Int32) {
        Descriptor(owning: connection).resetWhenClosed()
    }
}
