import NIOCore
import Relay
import Shim

/// Opens the shim's upstream connections through a relay on another machine.
struct RelayConnector: UpstreamConnector {
    let plan: RelayPlan
    /// The token that is good now.
    let token: @Sendable () -> String

    var destination: String { "\(plan.target.host):\(plan.target.port)" }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let place = plan.place
        return open(on: eventLoop, initializer: initializer).flatMapErrorThrowing { error in
            guard let refusal = error as? RelayRefusal else { throw error }
            throw UpstreamUnavailable(refusal, relay: place)
        }
    }

    /// The same; what the relay refuses is a `RelayRefusal`.
    func open(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let (plan, token) = (plan, token)
        return DirectConnector(host: plan.host, port: plan.port)
            .connect(on: eventLoop) { $0.eventLoop.makeSucceededVoidFuture() }
            .flatMap { channel in
                RelayClient.open(channel, to: plan.target, token: token(), initializer: initializer)
                    .map { channel }
            }
    }
}

extension UpstreamUnavailable {
    /// - Parameter relay: its host and port.
    init(_ refusal: RelayRefusal, relay: String) {
        switch refusal {
        case .notRelay:
            self.init(
                reason: "whoever answers at \(relay) is no relay that knows your token. On that machine: argo-shim relay serve",
                retryAfterSeconds: 30)
        case .unproven:
            self.init(
                reason: "the relay at \(relay) has another token than this machine. Copy the token file from there: argo-shim token path",
                retryAfterSeconds: 30)
        case .refused(let reason, let seconds):
            self.init(reason: "the relay at \(relay) says: \(reason)", retryAfterSeconds: seconds)
        case .timedOut(let seconds):
            self.init(reason: "the relay at \(relay) did not answer within \(seconds) s.", retryAfterSeconds: 5)
        }
    }
}
