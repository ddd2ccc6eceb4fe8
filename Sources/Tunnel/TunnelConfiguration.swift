/// What a tunnel is to be.
package struct TunnelConfiguration: Sendable {
    package var route: TunnelRoute
    /// Absolute path of the folder for the ledger of logins, which is made when it is needed.
    package var ledgerFolder: String
    /// This machine's host name, which the ledger goes by.
    package var ledgerHost: String
    /// A port on the last hop's machine whose connections come here; nil for none.
    package var remoteForward: RemoteForward?

    /// How the sessions behave, and how soon a route that broke is tried again.
    var session = SSHSession.Options()
    var pace = Reconnection.Pace()

    package init(route: TunnelRoute, ledgerFolder: String, ledgerHost: String, remoteForward: RemoteForward? = nil) {
        self.route = route
        self.ledgerFolder = ledgerFolder
        self.ledgerHost = ledgerHost
        self.remoteForward = remoteForward
    }
}

/// A port of the last hop's machine whose connections come to this one (RFC 4254, section 7.1).
package struct RemoteForward: Sendable {
    /// The loopback of that machine, so that nobody beyond it can connect; a server's `GatewayPorts` can only widen what is asked for.
    static let host = "127.0.0.1"

    /// 1...65535.
    package let port: Int
    /// Takes a connected stream socket, and owns it. Called on the session's thread; it must not block.
    let onConnection: @Sendable (Int32) -> Void
    /// Told each time the route has come up whether the server listens: nil, or the reason why not.
    let onAnswer: @Sendable (TunnelError?) -> Void

    package init(
        port: Int, onConnection: @escaping @Sendable (_ descriptor: Int32) -> Void,
        onAnswer: @escaping @Sendable (_ refusal: TunnelError?) -> Void
    ) {
        self.port = port
        self.onConnection = onConnection
        self.onAnswer = onAnswer
    }
}
