/// A host and a port.
package struct Endpoint: Sendable, Hashable, Codable, CustomStringConvertible {
    /// A name or an address, an IPv6 address without brackets.
    package var host: String
    /// TCP port, 1...65535.
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// As it is typed: `apps.inside.anl.gov:443`, `[::1]:22`.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
