import NIOCore
import NIOPosix
import Shim
import Tunnel

/// Opens the shim's upstream connections as streams of the tunnel.
struct TunnelConnector: UpstreamConnector {
    /// How long a request waits for a route that is being built: longer than a login without a person takes, shorter than clients' patience.
    private static let patience = Duration.seconds(20)

    let tunnel: SSHTunnel
    let target: Tunnel.Endpoint

    var destination: String { target.description }

    var route: RouteReport? { RouteReport(tunnel.status) }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        eventLoop.makeFutureWithTask { try await openStream() }.flatMap { descriptor in
            // From here on the channel owns the descriptor, and closes it also where the set-up fails.
            ClientBootstrap(group: eventLoop)
                // As in `DirectConnector`: a second read would mostly find nothing.
                .channelOption(.maxMessagesPerRead, value: 1)
                .channelInitializer(initializer)
                .withConnectedSocket(descriptor)
        }
    }

    private func openStream() async throws(UpstreamUnavailable) -> Int32 {
        do {
            return try await tunnel.open(waitingUpTo: Self.patience).release()
        } catch {
            let status = tunnel.status
            let now = Process.unixTime
            throw UpstreamUnavailable(status, error, now: now)
        }
    }
}
