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
