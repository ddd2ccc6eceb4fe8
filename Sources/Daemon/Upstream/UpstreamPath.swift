package import Logging
package import Shim
package import TokenSync

/// How the upstream is reached.
package enum UpstreamPath {
    /// By a dial; the words are for the start-up line.
    case dial(DirectConnector, words: String)
    case tunnel(TunnelPlan)
    /// Through a relay on another machine.
    case relay(RelayPlan)
    /// Through the user's own `ssh`.
    case openSSH(OpenSSHPlan)

    /// The path, ready to be used.
    package struct Ready {
        package let connector: any UpstreamConnector
        /// How the upstream is reached, for the start-up line.
        package let words: String
        /// The tunnel of the program's own that it goes through.
        package var tunnel: TunnelAssembly?
    }

    /// - Parameters:
    ///   - instanceLock: the shim's place, at which a tunnel is handed over.
    ///   - token: the one that is good now, for a relay.
    ///   - broker: asks what a tunnel needs to know of a person.
    /// - Throws: `OpenSSHFault` where a connection that the user keeps open is not there, `Advice` where a relay's token is not; what
    ///   `TunnelAssembly` throws.
    package func ready(
        instanceLock: InstanceLock? = nil, folders: UserFolders, token: @escaping @Sendable () -> String, broker: PromptBroker,
        statusOutput: StatusOutput, logger: Logger
    ) async throws -> Ready {
        switch self {
        case .dial(let connector, let words):
            return Ready(connector: connector, words: words)
        case .openSSH(let plan):
            let connector = OpenSSHConnector(master: try await OpenSSHMaster(plan, environment: folders.environment), logger: logger)
            // It must stand before anybody is told of the shim; when it goes later, requests are told how to bring it back.
            try await connector.check()
            return Ready(connector: connector, words: connector.words)
        case .relay(let plan):
            return Ready(connector: RelayConnector(plan: plan, token: try plan.token(otherwise: token)), words: "relay \(plan.place)")
        case .tunnel(let plan):
            let tunnel = try await TunnelAssembly(
                plan, instanceLock: instanceLock, folders: folders, broker: broker, statusOutput: statusOutput, logger: logger)
            return Ready(connector: tunnel.connector, words: tunnel.words, tunnel: tunnel)
        }
    }
}
