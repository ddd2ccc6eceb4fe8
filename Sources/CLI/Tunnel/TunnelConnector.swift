import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Shim
import SystemSupport
import Tunnel

/// Opens the shim's upstream connections as streams of the tunnel.
final class TunnelConnector: UpstreamConnector {
    /// How long a request waits for a route that is being built: longer than a login without a person takes, shorter than clients' patience.
    private static let patience = Duration.seconds(20)

    private struct State {
        var isClosed = false
        var nextNumber = 0
        var pending: [Int: EventLoopPromise<Int32>] = [:]
    }

    let tunnel: SSHTunnel
    private let target: Tunnel.Endpoint
    private let state = NIOLockedValueBox(State())

    init(tunnel: SSHTunnel, target: Tunnel.Endpoint) {
        self.tunnel = tunnel
        self.target = target
    }

    var destination: String { target.description }

    var route: RouteReport? { RouteReport(tunnel.status) }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let promise = eventLoop.makePromise(of: Int32.self)
        if let number = enter(promise) {
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

    func close() {
        let pending = state.withLockedValue { state in
            defer { state.pending = [:] }
            state.isClosed = true
            return state.pending
        }
        for promise in pending.values { promise.fail(unavailable(.stopped)) }
    }

    private func openStream(_ number: Int) async {
        do {
            let stream = try await tunnel.open(waitingUpTo: Self.patience)
            // A stream that nobody waits for any more is closed with the end of this scope.
            if let promise = leave(number) { promise.succeed(stream.release()) }
        } catch {
            leave(number)?.fail(unavailable(error))
        }
    }

    private func unavailable(_ error: TunnelError) -> UpstreamUnavailable {
        UpstreamUnavailable(tunnel.status, error, now: ClockReading.unixTime)
    }

    // MARK: Those who wait

    private func enter(_ promise: EventLoopPromise<Int32>) -> Int? {
        state.withLockedValue { state in
            guard !state.isClosed else { return nil }
            state.nextNumber += 1
            state.pending[state.nextNumber] = promise
            return state.nextNumber
        }
    }

    private func leave(_ number: Int) -> EventLoopPromise<Int32>? {
        state.withLockedValue { $0.pending.removeValue(forKey: number) }
    }
}
