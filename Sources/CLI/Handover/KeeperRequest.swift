import Tunnel

/// What a shim asks of the process that keeps its tunnel.
enum KeeperRequest: Codable, Equatable, Sendable {
    /// I am the next shim, and want this route.
    case follow(route: String)
    /// Open a stream, and send me its end.
    case stream(number: Int)
    /// Connect the socket that comes with this to what the tunnel leads to.
    case bridge(number: Int)
    /// The end of a stream that came with a reply is here.
    case received
    /// Look whether the servers still answer.
    case check
    /// Nobody needs the tunnel any more.
    case end
}
