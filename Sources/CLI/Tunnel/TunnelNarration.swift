import Logging
import Tunnel

/// Decides what is said about the tunnel: to the person who waits at the start, and to the log afterwards. Each event is told once.
struct TunnelNarration {
    enum Remark: Equatable {
        /// For the person at the terminal.
        case note(String)
        case warning(String)
        case log(Logger.Level, String, [String: String])
    }

    private var hasBeenUp = false
    private var lastHop: String?
    private var lastError: TunnelError?

    /// - Parameters:
    ///   - status: the tunnel's, which has just changed.
    ///   - now: seconds since 1970.
    mutating func remarks(on status: TunnelStatus, now: Int) -> [Remark] {
        hasBeenUp ? later(status, now) : start(status, now)
    }

    private mutating func start(_ status: TunnelStatus, _ now: Int) -> [Remark] {
        switch status.state {
        case .connecting(let hop, _):
            guard hop != lastHop else { return [] }
            lastHop = hop
            return [.note("Connecting to \(hop) …")]
        case .waiting(let error, let retry):
            lastHop = nil
            // The same again at each attempt would hide what came before.
            guard error != lastError else { return [] }
            lastError = error
            let lines = TunnelAdvice(error).lines + ["Trying again in \(max(1, retry - now)) s, and then until it works."]
            return [.warning(lines.joined(separator: "\n  "))]
        case .up:
            hasBeenUp = true
            return []
        case .stopped, .waitingForPerson, .needsLogin:
            // The question stands on the terminal, and a login that failed ends the program with its own words.
            return []
        }
    }

    private func later(_ status: TunnelStatus, _ now: Int) -> [Remark] {
        switch status.state {
        case .connecting(let hop, let phase):
            [.log(.debug, "tunnel connecting", ["hop": hop, "phase": phase.rawValue])]
        case .waitingForPerson(let hop):
            [.log(.info, "tunnel waits for a person", ["hop": hop])]
        case .up:
            [.log(.info, "tunnel up", ["reconnections": String(status.reconnections)])]
        case .waiting(let error, let retry):
            [.log(.info, "tunnel down", ["reason": TunnelAdvice(error).summary, "retry_s": String(max(0, retry - now))])]
        case .needsLogin(let error):
            [.warning(TunnelAdvice(error, goesOn: true).lines.joined(separator: "\n  "))]
        case .stopped:
            [.log(.debug, "tunnel stopped", [:])]
        }
    }
}
