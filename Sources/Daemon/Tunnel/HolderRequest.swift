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
    case failed(number: Int, HolderError)
    /// So many streams are open now.
    case openStreams(Int)
    /// The route has broken; in words for a person.
    case broken(reason: String)
}

/// Why a kept tunnel opens no stream.
enum HolderError: Codable, Equatable, Sendable {
    case forwardRefused(hop: String, target: Endpoint, reason: String)
    case tooManyStreams(hop: String, reason: String)
    case timedOut(hop: String, phase: ConnectionPhase, seconds: Int)
    case system(operation: String, path: String, code: Int32)
    /// The connection has gone.
    case lost

    init(_ error: TunnelError) {
        switch error {
        case .forwardRefused(let hop, let target, let reason): self = .forwardRefused(hop: hop, target: target, reason: reason)
        case .tooManyStreams(let hop, let reason): self = .tooManyStreams(hop: hop, reason: reason)
        case .timedOut(let hop, let phase, let seconds): self = .timedOut(hop: hop, phase: phase, seconds: seconds)
        case .system(let operation, let path, let code): self = .system(operation: operation, path: path, code: code)
        default: self = .lost
        }
    }

    var error: TunnelError {
        switch self {
        case .forwardRefused(let hop, let target, let reason): .forwardRefused(hop: hop, target: target, reason: reason)
        case .tooManyStreams(let hop, let reason): .tooManyStreams(hop: hop, reason: reason)
        case .timedOut(let hop, let phase, let seconds): .timedOut(hop: hop, phase: phase, seconds: seconds)
        case .system(let operation, let path, let code): .system(operation: operation, path: path, code: code)
        case .lost: .stopped
        }
    }
}
