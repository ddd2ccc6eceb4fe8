/// What a tunnel is to be.
public struct TunnelConfiguration: Sendable {
    public var route: TunnelRoute
    /// Absolute path of the folder for the ledger of logins.
    public var ledgerFolder: String
    /// This machine's host name, which the ledger goes by.
    public var ledgerHost: String

    /// How the sessions behave, and how soon a route that broke is tried again.
    var session = SSHSession.Options()
    var pace = Reconnection.Pace()

    /// - Parameters:
    ///   - route: the hops, and what lies behind them.
    ///   - ledgerFolder: absolute path; made when it is needed.
    ///   - ledgerHost: this machine's host name.
    public init(route: TunnelRoute, ledgerFolder: String, ledgerHost: String) {
        self.route = route
        self.ledgerFolder = ledgerFolder
        self.ledgerHost = ledgerHost
    }
}
