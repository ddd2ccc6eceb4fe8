import NIOCore
import NIOPosix
import Shim
import SystemSupport
import Tunnel

/// Opens the shim's upstream connections as streams of the tunnel.
struct TunnelConnector: UpstreamConnector {
    /// How long a request waits for a route that is being built: longer than a login without a person takes, shorter than clients' patience.
    private static let patience = Duration.seconds(20)

    let tunnel: SSHTunnel
    let target: Tunnel.Endpoint
    private let pending = PendingStreams<Int32>()

    var destination: String { target.description }

    var route: RouteStatus? { RouteStatus(tunnel.status) }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let promise = eventLoop.makePromise(of: Int32.self)
        if let number = pending.enter(promise) {
            Task { await openStream(number) }
        } else {
            promise.fail(unavailable(.stopped))
        }
        return promise.futureResult.flatMap { descriptor in
            // From here on the channel owns the descriptor, and closes it also where the set-up fails.
            ClientBootstrap(group: eventLoop)
                // As in `DirectConnector`: a second read would mostly find nothing.
                .channelOption(.maxMessagesPerRead, value: 1)
                .channelInitializer(initializer)
                .withConnectedSocket(descriptor)
        }
    }

    func close() { pending.close(unavailable(.stopped)) }

    private func openStream(_ number: Int) async {
        do {
            let stream = try await tunnel.open(waitingUpTo: Self.patience)
            // A stream that nobody waits for any more is closed with the end of this scope.
            if let promise = pending.leave(number) { promise.succeed(stream.release()) }
        } catch {
            pending.leave(number)?.fail(unavailable(error))
        }
    }

    private func unavailable(_ error: TunnelError) -> UpstreamUnavailable {
        UpstreamUnavailable(tunnel.status, error, now: ClockReading.unixTime)
    }
}

extension UpstreamUnavailable {
    /// - Parameters:
    ///   - error: why no stream could be opened.
    ///   - now: seconds since 1970.
    init(_ status: TunnelStatus, _ error: TunnelError, now: Int) {
        let advice = TunnelAdvice(error, goesOn: true)
        switch status.state {
        case .up, .stopped:
            self.init(reason: advice.inOneLine, retryAfterSeconds: 5)
        case .connecting(let hop, let phase):
            self.init(reason: "the SSH tunnel is connecting (\(hop): \(phase.rawValue)). Try again soon.", retryAfterSeconds: 5)
        case .waitingForPerson(let hop):
            self.init(
                reason: "\(hop) waits for an answer in the terminal where argo-shim runs. Answer it, then try again.",
                retryAfterSeconds: 15)
        case .waiting(let cause, let retry):
            self.init(
                reason: "the SSH tunnel is down. \(TunnelAdvice(cause, goesOn: true).inOneLine)",
                retryAfterSeconds: Self.seconds(until: retry, now: now))
        case .needsLogin(let cause):
            let pause = if case .paused(_, let until, _) = cause { Self.seconds(until: until, now: now) } else { 60 }
            self.init(reason: "the SSH tunnel is down. \(TunnelAdvice(cause, goesOn: true).inOneLine)", retryAfterSeconds: pause)
        }
    }

    /// Bounded, because a clock may jump: a pause has 15 minutes at most.
    private static func seconds(until time: Int, now: Int) -> Int {
        min(max(1, time - now), 900)
    }
}
