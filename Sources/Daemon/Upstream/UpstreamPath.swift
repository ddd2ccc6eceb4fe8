package import Logging
package import Shim
import TokenSync

/// How the upstream is reached.
package enum UpstreamPath {
    /// By a dial; the words are for the start-up line.
    case dial(DirectConnector, words: String)
    case tunnel(TunnelPlan)
    /// Through a relay on another machine.
    case relay(RelayPlan)
    /// Through the user's own `ssh`.
    case openSSH(OpenSSHPlan)

    /// A path to Argo that needs no tunnel of the program's own, ready to be used.
    package struct Dial {
        package let connector: any UpstreamConnector
        /// How the upstream is reached, for the start-up line.
        package let words: String
        /// The same connector where it goes through a relay, which is tried before anybody is told of the shim.
        var relay: RelayConnector?
    }

    /// - Parameters:
    ///   - environment: of this process.
    ///   - token: the one that is good now, for a relay.
    /// - Returns: nil for the tunnel.
    /// - Throws: `OpenSSHFault` where a connection that the user keeps open is not there, `Advice` where a relay's token is not.
    package func dial(environment: [String: String], token: @escaping @Sendable () -> String, logger: Logger) async throws -> Dial? {
        switch self {
        case .dial(let connector, let words):
            return Dial(connector: connector, words: words)
        case .openSSH(let plan):
            let connector = OpenSSHConnector(master: try await OpenSSHMaster(plan, environment: environment), logger: logger)
            // It must stand before anybody is told of the shim; when it goes later, requests are told how to bring it back.
            try await connector.check()
            return Dial(connector: connector, words: connector.words)
        case .relay(let plan):
            let connector = RelayConnector(plan: plan, token: try plan.tokenFile?.source() ?? token)
            return Dial(connector: connector, words: "relay \(plan.place)", relay: connector)
        case .tunnel:
            return nil
        }
    }
}
