import Relay
import NIOCore
import NIOSSL

/// Reaches a host through a proxy.
struct ProxyConnector: UpstreamConnector {
    /// As long as a TCP connection may take (see `DirectConnector`).
    private static let limit = TimeAmount.seconds(10)

    let proxy: ProxyAddress
    let host: String
    let port: Int
    /// Whose certificates count at the proxy itself, where it is spoken to by TLS.
    let trust: UpstreamTLS.Trust

    var destination: String { "\(host):\(port)" }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let (proxy, host, port, trust) = (proxy, host, port, trust)
        return DirectConnector(host: proxy.host, port: proxy.port)
            .connect(on: eventLoop) { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard proxy.kind == .https else { return }
                    let tls = UpstreamTLS(serverName: proxy.host, trust: trust)
                    try channel.pipeline.syncOperations.addHandler(tls.makeHandler(tls.makeContext()))
                }
            }
            .flatMapErrorThrowing { _ in
                throw UpstreamUnavailable(
                    reason: "the proxy \(proxy) cannot be reached, so that \(host):\(port) cannot be either.", retryAfterSeconds: 5)
            }
            .flatMap { channel in
                let promise = channel.eventLoop.makePromise(of: Void.self)
                return channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.addHandler(
                        HandshakeHandler(
                            ProxyHandshake(through: proxy, to: host, port: port), limit: Self.limit, onEnd: promise,
                            initializer: initializer))
                }
                .flatMap { promise.futureResult.map { channel } }
                .flatMapErrorThrowing { error in
                    promise.fail(error)
                    guard let refusal = error as? ProxyRefusal else { throw error }
                    throw UpstreamUnavailable(
                        reason: "the proxy \(proxy) \(refusal.reason), so that \(host):\(port) cannot be reached.", retryAfterSeconds: 5)
                }
            }
    }
}
