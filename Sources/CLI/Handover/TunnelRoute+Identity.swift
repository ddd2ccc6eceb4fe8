import Tunnel

extension TunnelRoute {
    /// Where it leads, and over whom: two processes that mean the same route say the same.
    var identity: String { (hops.map { "\($0.user)@\($0.address)" } + [target.description]).joined(separator: " ") }
}
