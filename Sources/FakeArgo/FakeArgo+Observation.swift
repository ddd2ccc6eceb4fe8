import NIOCore

extension FakeArgo {
    /// How long a test waits for something unless it says otherwise.
    package static let patience = Duration.seconds(10)

    /// The requests that were read whole, oldest first, as far as they are kept.
    package var requests: [ReceivedRequest] {
        get async { await onLoop { $0.requests } }
    }

    /// How many requests were read whole, the forgotten ones included.
    package var requestCount: Int {
        get async { await onLoop { $0.requestCount } }
    }

    /// How many connections there were and are.
    package var connectionCount: ConnectionCount {
        get async { await onLoop { ConnectionCount(accepted: $0.acceptedCount, open: $0.openCount) } }
    }

    /// Waits for the oldest request that this function has not returned yet.
    ///
    /// - Parameter bound: how long to wait.
    /// - Throws: `FakeArgoError.timedOut`, `FakeArgoError.shutDown`.
    package func nextRequest(within bound: Duration = patience) async throws -> ReceivedRequest {
        try await find(.nextRequest, within: bound) { $0.takeNextRequest() }
    }

    /// Waits until so many requests were read in all.
    ///
    /// - Parameters:
    ///   - count: how many, counted from the start of the server.
    ///   - bound: how long to wait.
    /// - Returns: the requests that are kept.
    /// - Throws: `FakeArgoError.timedOut`, `FakeArgoError.shutDown`.
    @discardableResult
    package func waitForRequests(_ count: Int, within bound: Duration = patience) async throws -> [ReceivedRequest] {
        try await find(.requests(count), within: bound) { $0.requestCount >= count ? $0.requests : nil }
    }

    /// Waits until so many connections were accepted in all.
    ///
    /// - Throws: `FakeArgoError.timedOut`, `FakeArgoError.shutDown`.
    package func waitForConnections(_ count: Int, within bound: Duration = patience) async throws {
        try await find(.connections(count), within: bound) { $0.acceptedCount >= count ? () : nil }
    }

    /// Waits until so many connections are gone in all.
    ///
    /// - Parameters:
    ///   - count: how many, counted from the start of the server.
    ///   - bound: how long to wait.
    /// - Returns: the moment at which the last of them was seen to be gone.
    /// - Throws: `FakeArgoError.timedOut`, `FakeArgoError.shutDown`.
    @discardableResult
    package func waitForConnectionClosed(_ count: Int = 1, within bound: Duration = patience) async throws -> ContinuousClock.Instant {
        try await find(.closedConnections(count), within: bound) { $0.moment(ofClosing: count) }
    }

    /// Closes every open connection with a FIN; the server goes on listening.
    package func closeConnections() async {
        await onLoop { state in for connection in state.openConnections { connection.truncate() } }
    }

    /// Breaks every open connection with a RST; the server goes on listening.
    package func resetConnections() async {
        await onLoop { state in for connection in state.openConnections { connection.reset() } }
    }

    private func find<Found: Sendable>(
        _ awaited: FakeArgoError.Awaited, within bound: Duration, _ look: @escaping @Sendable (ServerState) -> Found?
    ) async throws -> Found {
        let state = state
        return try await eventLoop.flatSubmit { state.value.find(awaited, within: TimeAmount(bound), look) }.get()
    }
}

/// How many connections a server has had and has.
package struct ConnectionCount: Sendable, Equatable {
    /// All that were ever accepted.
    package let accepted: Int
    /// Those that are open now.
    package let open: Int
}
