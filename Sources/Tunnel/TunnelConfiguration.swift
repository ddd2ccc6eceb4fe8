/// What a tunnel is to be.
package struct TunnelConfiguration: Sendable {
    package var route: TunnelRoute
    /// Absolute path of the folder for the ledger of logins.
    package var ledgerFolder: String
    /// This machine's host name, which the ledger goes by.
    package var ledgerHost: String
    /// What comes back from the last hop; nil for nothing.
    package var remoteForward: RemoteForward?

    /// How the sessions behave, and how soon a route that broke is tried again.
    var session = SSHSession.Options()
    var pace = Reconnection.Pace()

    /// - Parameters:
    ///   - route: the hops, and what lies behind them.
    ///   - ledgerFolder: absolute path; made when it is needed.
    ///   - ledgerHost: this machine's host name.
    ///   - remoteForward: a port on the last hop's machine whose connections come here.
    package init(route: TunnelRoute, ledgerFolder: String, ledgerHost: String, remoteForward: RemoteForward? = nil) {
        self.route = route
        self.ledgerFolder = ledgerFolder
        self.ledgerHost = ledgerHost
        self.remoteForward = remoteForward
    }
}
