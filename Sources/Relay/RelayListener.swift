package import NIOCore
import NIOPosix
import SystemSupport

/// A port of one address, whose connections are brought to a door.
package struct RelayListener: Sendable {
    private let channel: any Channel

    /// - Parameters:
    ///   - address: one of this machine's, as numbers.
    ///   - port: 0 for a free one.
    /// - Throws: `RelayListenError`.
    package init(address: String, port: Int, door: RelayDoor, on eventLoop: any EventLoop) async throws(RelayListenError) {
        let socketAddress: SocketAddress
        do {
            socketAddress = try SocketAddress(ipAddress: address, port: port)
        } catch {
            throw .notAnAddress(address)
        }
        do {
            channel = try await ServerBootstrap(group: eventLoop)
                .serverChannelOption(.backlog, value: 64)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                // A node that has gone without a word gives its place back.
                .childChannelOption(.socketOption(.so_keepalive), value: 1)
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelInitializer { door.admit($0) }
                .bind(to: socketAddress)
                .get()
        } catch let error as IOError {
            throw .refused(address: address, port: port, code: error.errnoCode)
        } catch {
            throw .refused(address: address, port: port, code: 0)
        }
    }

    /// What it listens on, as numbers.
    package var address: String { channel.localAddress?.ipAddress ?? "" }

    package var port: Int { channel.localAddress?.port ?? 0 }

    /// Accepts no more. Connections that are open stay so.
    package func close() async {
        // It is closed already when this fails.
        try? await channel.close()
    }
}
