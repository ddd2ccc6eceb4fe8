import TokenSync
import Tunnel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How everything is: the shim, the way to Argo, logins, clients. Times are seconds since 1970.
struct StatusReport: Encodable, Equatable {
    enum State: String, Encodable {
        /// Requests reach Argo, as far as the shim knows.
        case up
        /// A shim runs, and requests do not reach Argo, or may not.
        case degraded
        /// Nothing goes on before a person logs in, or allows logins.
        case needsLogin = "needs login"
        /// No shim runs.
        case down
    }

    struct Logins: Encodable, Equatable {
        let allowed: Bool
        let pausedUntil: Int?
        let lockedReason: String?
        let failuresInARow: Int
        let lastSuccess: Int?
        let lastFailure: Int?
    }

    struct Client: Encodable, Equatable {
        let client: String
        let file: String
        /// `right`, `drifted`, `not configured` or `refused`.
        let state: String
        let reason: String?
    }

    /// Raised when a member changes its meaning or goes; new ones may come at any time.
    let schema = 1
    let state: State
    let host: String
    /// Nil where none runs, or where it does not answer.
    let shim: ShimStatus?
    /// Why nothing is known of a shim that runs.
    let problem: String?
    let logins: Logins
    /// Those that are installed.
    let clients: [Client]

    /// - Parameters:
    ///   - shim: what the shim says; nil where none runs.
    ///   - problem: why one that runs says nothing.
    init(shim: ShimStatus?, problem: String?, ledger: LedgerSummary, host: String, clients: [Client]) {
        self.shim = shim
        self.problem = problem
        self.host = host
        self.clients = clients
        logins = Logins(
            allowed: ledger.lockedReason == nil && ledger.pausedUntil == nil, pausedUntil: ledger.pausedUntil,
            lockedReason: ledger.lockedReason, failuresInARow: ledger.failuresInARow, lastSuccess: ledger.lastSuccess,
            lastFailure: ledger.lastFailure)
        state = Self.state(shim, hasProblem: problem != nil, areLoginsAllowed: logins.allowed)
    }

    private static func state(_ shim: ShimStatus?, hasProblem: Bool, areLoginsAllowed: Bool) -> State {
        guard let shim else { return hasProblem ? .degraded : areLoginsAllowed ? .down : .needsLogin }
        switch shim.tunnel?.state {
        case "needs login", "waiting for a person": return .needsLogin
        case nil, "up": return shim.isAnnounced && shim.models.failure == nil ? .up : .degraded
        default: return .degraded
        }
    }

    var exitCode: ProgramExit {
        switch state {
        case .up: .success
        case .degraded: .degraded
        case .needsLogin: .needsLogin
        case .down: .notRunning
        }
    }

    /// One line of JSON.
    var json: String {
        // Strings, numbers and lists of them can always be written.
        (try? ControlProtocol.encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
