import Tunnel

/// What a shim asks of the process that keeps its tunnel.
enum HolderRequest: Codable, Equatable, Sendable {
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

/// What the process that keeps a tunnel says to the shim that uses it.
enum HolderReply: Codable, Equatable, Sendable {
    case following(process: Int32, InheritedRouteFacts)
    /// The tunnel leads elsewhere, or by another way.
    case otherRoute
    /// A stream is open; its end comes with this.
    case stream(number: Int)
    /// The socket that came with a request is here.
    case received
    /// A socket is connected.
    case bridged(number: Int)
    case failed(number: Int, TunnelError)
    /// So many streams are open now.
    case openStreams(Int)
    /// The route has broken; in words for a person.
    case broken(reason: String)
}

extension TunnelError {
    /// Why a kept tunnel opens no stream, for the shim that uses it: whatever is not about that stream means that the connection has gone.
    var forFollower: TunnelError {
        switch self {
        case .forwardRefused, .tooManyStreams, .timedOut, .system: self
        default: .stopped
        }
    }
}
