import Tunnel

/// What the process that keeps a tunnel says to the shim that uses it.
enum KeeperReply: Codable, Equatable, Sendable {
    case following(process: Int32, KeptRouteFacts)
    /// The tunnel leads elsewhere, or by another way.
    case otherRoute
    /// A stream is open; its end comes with this.
    case stream(number: Int)
    /// The socket that came with a request is here.
    case received
    /// A socket is connected.
    case bridged(number: Int)
    case failed(number: Int, KeeperFault)
    /// So many streams are open now.
    case openStreams(Int)
    /// The route has broken; in words for a person.
    case broken(reason: String)
}
