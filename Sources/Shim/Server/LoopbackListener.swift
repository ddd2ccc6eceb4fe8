import NIOCore
import NIOPosix
import SystemPackage

/// Listens on 127.0.0.1 and ::1, and on no other address.
struct LoopbackListener {
    /// How often another free port is drawn when port 0 was asked for and ::1 has the drawn one taken already.
    private static let drawCount = 8

    let port: Int
    let eventLoop: any EventLoop

    /// - Returns: the port, and one channel for each address that the machine has.
    /// - Throws: `ShimError`.
    func bind(
        _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws -> (port: Int, channels: [any Channel]) {
        var draw = 1
        while true {
            let first = try await bind("127.0.0.1", port: port, initializer)
            let boundPort = first.localAddress?.port ?? port
            do {
                let second = try await bind("::1", port: boundPort, initializer)
                return (boundPort, [first, second])
            } catch ShimError.cannotListen {
                // No IPv6 here. A port that somebody holds on ::1 is another matter: `localhost` may lead our clients there.
                return (boundPort, [first])
            } catch {
                // Closing a listener that nobody has used yet cannot fail in a way that matters.
                try? await first.close()
                guard port == 0, draw < Self.drawCount else { throw error }
                draw += 1
            }
        }
    }

    private func bind(
        _ address: String, port: Int, _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) async throws -> any Channel {
        do {
            return try await ServerBootstrap(group: eventLoop)
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelInitializer(initializer)
                .bind(host: address, port: port)
                .get()
        } catch let error as IOError where Errno(rawValue: error.errnoCode) == .addressInUse {
            throw ShimError.portTaken(address: address, port: port)
        } catch {
            throw ShimError.cannotListen(address: address, port: port, reason: "\(error)")
        }
    }
}
