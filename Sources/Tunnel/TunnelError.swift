import SystemPackage
import SystemSupport

/// Everything that can go wrong between here and the end of the route, with its facts. The words for people are made elsewhere.
package enum TunnelError: Error, Sendable, Equatable, Codable {
    /// The hop's address does not resolve, or nothing answers there. `reason` is the system's.
    case unreachable(hop: String, address: Endpoint, reason: String)
    case timedOut(hop: String, phase: ConnectionPhase, seconds: Int)
    /// The hop closed the connection, or it broke. `reason` is the system's or libssh2's.
    case connectionLost(hop: String, phase: ConnectionPhase, reason: String)
    /// The hop and this machine's libssh2 cannot agree, or the hop does not keep to the protocol.
    case protocolFailure(hop: String, phase: ConnectionPhase, code: Int32, reason: String)

    /// In no known_hosts file, and nobody has accepted it.
    case hostKeyUnknown(hop: String, address: Endpoint, algorithm: String, fingerprint: String)
    /// Another key than the one in this line.
    case hostKeyChanged(hop: String, address: Endpoint, algorithm: String, fingerprint: String, known: KnownKeyPlace)
    /// Marked `@revoked` in this line.
    case hostKeyRevoked(hop: String, address: Endpoint, fingerprint: String, known: KnownKeyPlace)

    /// The server refused all that was offered. `tried` says what, in words without secrets; `methods` is what it would take.
    case authenticationRefused(hop: String, user: String, tried: [String], methods: [String])
    /// The server wants something that only a person can give, and none was there or they gave up.
    case personNeeded(hop: String, user: String, reason: String)
    /// Nothing to offer: no key, no agent, no prompt that the server would take. `notOffered` says which were left out and why.
    case noCredentials(hop: String, user: String, methods: [String], notOffered: [String])

    /// Too many failures: no login before then (seconds since 1970).
    case paused(host: String, untilUnixTime: Int, failures: Int)
    /// Far too many failures, or a ledger that cannot be read: no login until `argo-shim reset`.
    case locked(host: String, ledger: String, reason: String)
    /// This process of the machine is logging in; two at once are never tried. 0 where the ledger does not name it.
    case loginPending(host: String, process: Int)

    /// The last hop would not connect to the target. `reason` is the server's text.
    case forwardRefused(hop: String, target: Endpoint, reason: String)
    case tooManyStreams(hop: String, reason: String)

    /// A file or a system call of this machine. `path` may be empty.
    case system(operation: String, path: String, code: Int32)
    /// The tunnel is not running, or is being stopped.
    case stopped

    private enum CodingKeys: String, CodingKey {
        case unreachable, timedOut, connectionLost, protocolFailure, hostKeyUnknown, hostKeyChanged, hostKeyRevoked, authenticationRefused
        case personNeeded, noCredentials, paused, locked, loginPending, forwardRefused, tooManyStreams, system
        /// For whoever uses a kept tunnel, which is over.
        case stopped = "lost"
    }

    /// Whose matter it is, which decides what happens next.
    package enum Kind: Sendable, Equatable {
        /// Counted in the ledger; never repeated unattended.
        case authentication
        /// Counted in the ledger; never repeated at all.
        case trust
        /// Not counted; repeated with growing pauses.
        case network
        /// Not counted; it stays until somebody changes something here.
        case local
    }

    package var kind: Kind {
        switch self {
        case .unreachable, .timedOut, .connectionLost, .protocolFailure, .forwardRefused, .tooManyStreams,
            .loginPending:
            .network
        case .hostKeyUnknown, .hostKeyChanged, .hostKeyRevoked: .trust
        case .authenticationRefused, .personNeeded, .noCredentials, .paused, .locked: .authentication
        case .system, .stopped: .local
        }
    }
}

extension TunnelError {
    /// Makes calls of the system's, and says of a failure what was tried.
    ///
    /// - Parameters:
    ///   - operation: a verb, as in "open".
    ///   - path: of a file; empty where there is none.
    /// - Throws: `TunnelError.system`.
    static func naming<Result: ~Copyable>(
        _ operation: String, _ path: String = "", _ calls: () throws(Errno) -> Result
    ) throws(TunnelError) -> Result {
        do {
            return try calls()
        } catch {
            throw .system(operation: operation, path: path, code: error.rawValue)
        }
    }
}

/// How far a connection to a hop had come.
package enum ConnectionPhase: String, Sendable, Codable {
    case dial = "connecting"
    case keyExchange = "key exchange"
    case hostKey = "host key"
    case authentication = "login"
    case channel = "opening a stream"
    case established = "established"
}
