package import NIOCore
import NIOPosix
import SystemPackage
import SystemSupport

/// Dials a host and port: Argo itself from inside the laboratory's network, or a forward that somebody else keeps up.
package struct DirectConnector: UpstreamConnector {
    package let host: String
    package let port: Int
    private let timeout: TimeAmount

    package var destination: String { "\(host):\(port)" }

    /// - Parameters:
    ///   - host: name or address to dial.
    ///   - port: TCP port, 1...65535.
    ///   - timeout: how long the connection may take; 10 s covers two lost SYN packets (RFC 6298: 1 s, then 2 s, then 4 s).
    package init(host: String, port: Int, timeout: TimeAmount = .seconds(10)) {
        self.host = host
        self.port = port
        self.timeout = timeout
    }

    package func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            // One read for each time the socket is readable: a second one would mostly find nothing, and what was read waits for it.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer(initializer)
        return connect(bootstrap).flatMapErrorThrowing { error in
            throw UpstreamUnavailable(
                reason: "cannot connect to \(destination): \(Self.words(for: error)). "
                    + "Check the network or the forward that should listen there.",
                retryAfterSeconds: 5)
        }
    }

    /// An address needs no look-up, which would cost two threads and a detour for each connection.
    private func connect(_ bootstrap: ClientBootstrap) -> EventLoopFuture<any Channel> {
        // A host that is no address is a name.
        guard let address = try? SocketAddress(ipAddress: host, port: port) else { return bootstrap.connect(host: host, port: port) }
        return bootstrap.connect(to: address)
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            return "the name \(error.host) does not resolve"
        case let error as NIOConnectionError:
            return error.connectionErrors.first.map { words(for: $0.error) } ?? "no address answers"
        case let error as IOError:
            return words(forErrno: error.errnoCode)
        case ChannelError.connectTimeout(let timeout):
            return "no answer within \(timeout.nanoseconds / 1_000_000_000) s"
        default:
            return "\(error)"
        }
    }

    private static func words(forErrno code: CInt) -> String {
        switch Errno(rawValue: code) {
        case .connectionRefused: "connection refused"
        case .noRouteToHost, .networkUnreachable: "the network is unreachable"
        case .timedOut: "no answer"
        default: IOError(errnoCode: code, reason: "connect").description
        }
    }
}
