/// What can go wrong with the embedded Argo itself.
package enum FakeArgoError: Error, Equatable, Sendable {
    /// What a test waited for.
    package enum Awaited: Equatable, Sendable {
        /// So many requests in all.
        case requests(Int)
        /// A request that was not handed out yet.
        case nextRequest
        /// So many connections accepted in all.
        case connections(Int)
        /// So many connections closed in all.
        case closedConnections(Int)
    }

    /// What was waited for did not happen within the bound.
    case timedOut(waitingFor: Awaited)
    /// The server was shut down.
    case shutDown
    /// The listening socket has no TCP port.
    case noPort
}
