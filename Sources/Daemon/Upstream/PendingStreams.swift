import NIOConcurrencyHelpers
import NIOCore

/// The promises of those who wait for a stream, each of which is kept or broken once.
final class PendingStreams<Stream: Sendable>: Sendable {
    private struct State {
        var isClosed = false
        var nextNumber = 0
        var promises: [Int: EventLoopPromise<Stream>] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// - Returns: the number to leave with; nil when no stream is wanted any more.
    func enter(_ promise: EventLoopPromise<Stream>) -> Int? {
        state.withLockedValue { state in
            guard !state.isClosed else { return nil }
            state.nextNumber += 1
            state.promises[state.nextNumber] = promise
            return state.nextNumber
        }
    }

    /// - Returns: nil when nobody waits any more.
    func leave(_ number: Int) -> EventLoopPromise<Stream>? {
        state.withLockedValue { $0.promises.removeValue(forKey: number) }
    }

    func close(_ error: any Error) {
        let promises = state.withLockedValue { state in
            defer { state.promises = [:] }
            state.isClosed = true
            return state.promises
        }
        for promise in promises.values { promise.fail(error) }
    }
}
