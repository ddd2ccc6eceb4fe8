import Logging
import Shim
import TokenSync

extension RunPlan.Way {
    /// A way to Argo that needs no tunnel of the program's own, ready to be used.
    struct Dial {
        let connector: any UpstreamConnector
        /// How the upstream is reached, for the start-up line.
        let words: String
    }

    /// - Parameters:
    ///   - environment: of this process.
    ///   - token: the one that is good now, for a relay.
    /// - Returns: nil for the tunnel.
    /// - Throws: `OpenSSHFault` where a connection that the user keeps open is not there.
    func dial(environment: [String: String], token: @escaping @Sendable () -> String, logger: Logger) async throws -> Dial? {
        switch self {
        case .dial(let connector, let words):
            return Dial(connector: connector, words: words)
        case .openSSH(let plan):
            let connector = OpenSSHConnector(master: try await OpenSSHMaster(plan, environment: environment), logger: logger)
            // It must stand before anybody is told of the shim; when it goes later, requests are told how to bring it back.
            try await connector.check()
            return Dial(connector: connector, words: connector.words)
        case .relay(let plan):
            return Dial(connector: RelayConnector(plan: plan, token: token), words: "relay \(plan.place)")
        case .tunnel:
            return nil
        }
    }
}
