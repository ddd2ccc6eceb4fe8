/// What the tunnel is doing, for `status`, for logs and for requests that wait.
package struct TunnelStatus: Sendable, Equatable {
    package enum State: Sendable, Equatable {
        /// Not started yet, or stopped.
        case stopped
        /// A login is on its way; at this hop, in this phase.
        case connecting(hop: String, phase: ConnectionPhase)
        /// A person is being asked something.
        case waitingForPerson(hop: String)
        case up
        /// Broken for this reason; the next attempt comes then (seconds since 1970).
        case waiting(TunnelError, retryAtUnixTime: Int)
        /// It goes on only when a person acts: log in, accept a key, `reset`.
        case needsLogin(TunnelError)
    }

    package var state: State
    /// Since when it is in this state, seconds since 1970.
    package var sinceUnixTime: Int
    /// How often the route was built anew since the start.
    package var reconnections: Int
    /// Streams open now.
    package var openStreams: Int

    package init(state: State, sinceUnixTime: Int, reconnections: Int, openStreams: Int) {
        self.state = state
        self.sinceUnixTime = sinceUnixTime
        self.reconnections = reconnections
        self.openStreams = openStreams
    }
}
