import Tunnel

extension TunnelError {
    /// The hop that it is about; nil for what is about this machine.
    var hop: String? {
        switch self {
        case .unreachable(let hop, _, _), .timedOut(let hop, _, _), .connectionLost(let hop, _, _), .protocolFailure(let hop, _, _, _),
            .hostKeyUnknown(let hop, _, _, _), .hostKeyChanged(let hop, _, _, _, _), .hostKeyRevoked(let hop, _, _, _),
            .authenticationRefused(let hop, _, _, _), .personNeeded(let hop, _, _), .noCredentials(let hop, _, _, _),
            .forwardRefused(let hop, _, _), .tooManyStreams(let hop, _):
            hop
        case .paused, .locked, .loginPending, .system, .stopped: nil
        }
    }
}
