import NIOConcurrencyHelpers
import NIOCore

@testable import Shim

/// Dials like `DirectConnector`, and tells how often; it can be made to fail, or to wait.
final class ScriptedConnector: UpstreamConnector {
    private struct State {
        var attempts = 0
        var failures = 0
        var held: [EventLoopPromise<Void>] = []
        var holdsFrom: Int?
    }

    private let dial: DirectConnector
    private let state = NIOLockedValueBox(State())

    let route: RouteStatus?

    /// - Parameters:
    ///   - failures: how many attempts fail before the first that does not.
    ///   - route: what it tells of its way.
    init(port: Int, failures: Int = 0, route: RouteStatus? = nil) {
        self.route = route
        dial = DirectConnector(host: "127.0.0.1", port: port)
        state.withLockedValue { $0.failures = failures }
    }

    var destination: String { dial.destination }
    var attempts: Int { state.withLockedValue { $0.attempts } }

    /// Lets attempts from this one on, counted from 1, wait for `letGo`.
    func hold(from attempt: Int) {
        state.withLockedValue { $0.holdsFrom = attempt }
    }

    func letGo() {
        let held = state.withLockedValue { state in
            defer {
                state.held = []
                state.holdsFrom = nil
            }
            return state.held
        }
        for promise in held { promise.succeed() }
    }

    func connect(
        on eventLoop: any EventLoop, initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let (fails, wait): (Bool, EventLoopFuture<Void>?) = state.withLockedValue { state in
            state.attempts += 1
            if state.attempts <= state.failures { return (true, nil) }
            guard let first = state.holdsFrom, state.attempts >= first else { return (false, nil) }
            let promise = eventLoop.makePromise(of: Void.self)
            state.held.append(promise)
            return (false, promise.futureResult)
        }
        if fails { return eventLoop.makeFailedFuture(UpstreamUnavailable(reason: "not now", retryAfterSeconds: 1)) }
        guard let wait else { return dial.connect(on: eventLoop, initializer: initializer) }
        return wait.flatMap { [dial] in dial.connect(on: eventLoop, initializer: initializer) }
    }
}
