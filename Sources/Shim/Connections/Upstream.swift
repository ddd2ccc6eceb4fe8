/// A service that requests are forwarded to, with the connections to it. Lives on the event loop.
final class Upstream {
    /// What people call it.
    let service: UpstreamService
    /// Its name for the Host header, and for errors about the connection.
    let host: String
    let pool: ConnectionPool

    init(_ service: UpstreamService, host: String, pool: ConnectionPool) {
        self.service = service
        self.host = host
        self.pool = pool
    }
}

/// What answers say of the service that they come from.
struct UpstreamService: Equatable, Sendable {
    /// What people call it: "Argo".
    let name: String
    /// What to do where its certificate does not verify, a whole sentence.
    let trustAdvice: String
    /// What to do where it refuses who asks, a whole sentence; nil where its own words must do.
    var keyAdvice: String?
    /// Whether its answers can have Argo's peculiarities.
    let isArgo: Bool

    static let argo = UpstreamService(
        name: "Argo",
        trustAdvice: "Argo does not send its intermediate certificate; add it with --ca-file FILE, or pin its key with --pin-spki.",
        isArgo: true)
}
