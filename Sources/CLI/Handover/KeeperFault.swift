import Tunnel

/// Why a kept tunnel opens no stream.
enum KeeperFault: Codable, Equatable, Sendable {
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
