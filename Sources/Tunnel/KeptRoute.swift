/// A route that another process has built and keeps up. It is used for as long as it stands, and never built again.
package protocol KeptRoute: AnyObject, Sendable {
    var facts: KeptRouteFacts { get }

    /// Streams open now.
    var openStreams: Int { get }

    /// Opens a stream to the route's target.
    ///
    /// - Throws: `TunnelError`: why there is none.
    func open() async throws(TunnelError) -> TunnelStream

    /// Connects a socket to the route's target, as `SSHTunnel.bridge` does.
    ///
    /// - Parameter descriptor: of a connected stream socket, which the route owns from now on.
    func bridge(_ descriptor: Int32) async throws(TunnelError)

    /// Has it looked at whether the servers still answer.
    func checkLiveness()

    /// Returns when it no longer stands, with the reason.
    func ended() async -> TunnelError

    /// Uses it no longer: `ended` returns.
    ///
    /// - Parameter endsIt: whether nobody else will need it either; else it stands for a while, for whoever comes next.
    func leave(endsIt: Bool)
}
