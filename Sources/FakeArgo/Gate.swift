import NIOCore
import NIOPosix

/// A gate that a script waits at until a test opens it, so that no test needs a sleep.
///
/// It may be opened before anybody waits. The state lives on an event loop, so that it can be used from tests and from channels alike.
package final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var admissions = 0
        var waiting: CircularBuffer<EventLoopPromise<Void>> = []
    }

    private let eventLoop: any EventLoop
    private let state: NIOLoopBoundBox<State>

    /// Makes a closed gate.
    package init() {
        eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        state = .makeBoxSendingValue(State(), eventLoop: eventLoop)
    }

    /// Opens the gate for good: whoever waits goes on, and nobody waits any more.
    package func open() {
        eventLoop.execute { [state] in
            state.value.isOpen = true
            let waiting = state.value.waiting
            state.value.waiting = []
            for promise in waiting { promise.succeed() }
        }
    }

    /// Lets some passages through and closes again behind them, as a trickle needs it.
    ///
    /// - Parameter count: how many passages; those that nobody waits for yet are kept.
    package func admit(_ count: Int = 1) {
        eventLoop.execute { [state] in
            for _ in 0..<max(0, count) {
                if let promise = state.value.waiting.popFirst() {
                    promise.succeed()
                } else {
                    state.value.admissions += 1
                }
            }
        }
    }

    /// Waits until the gate is open, or has admitted this caller.
    package func wait() async {
        await withCheckedContinuation { continuation in
            passage().whenComplete { _ in continuation.resume() }
        }
    }

    /// A future that succeeds when the gate is passed; it cannot fail.
    func passage() -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        eventLoop.execute { [state] in
            if state.value.isOpen {
                promise.succeed()
            } else if state.value.admissions > 0 {
                state.value.admissions -= 1
                promise.succeed()
            } else {
                state.value.waiting.append(promise)
            }
        }
        // Whoever waits keeps the gate alive: a gate that vanished with promises in it would leave them unfulfilled.
        promise.futureResult.whenComplete { _ in withExtendedLifetime(self) {} }
        return promise.futureResult
    }
}
