/// A host and a port.
public struct Endpoint: Sendable, Hashable, Codable, CustomStringConvertible {
    /// A name or an address, an IPv6 address without brackets.
    public var host: String
    /// TCP port, 1...65535.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// As it is typed: `apps.inside.anl.gov:443`, `[::1]:22`.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
