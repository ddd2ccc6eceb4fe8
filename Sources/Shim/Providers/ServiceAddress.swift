/// Where a service is: scheme, host, port and the path that its routes are below.
package struct ServiceAddress: Equatable, Sendable {
    /// Whether it is reached by TLS.
    package let isSecure: Bool
    /// A name or an address, without the brackets of IPv6.
    package let host: String
    /// TCP port, 1...65535.
    package let port: Int
    /// Empty, or begins with a slash and does not end with one.
    package let path: String

    /// Reads a URL such as `https://host/path`.
    ///
    /// - Returns: nil for anything but http or https with a host, and for what has a user name, a query or a fragment: a secret may be in it.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"@?#\\".utf8.contains($0) }) else { return nil }
        guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        isSecure = scheme == "https://"
        guard let (host, port) = Self.parts(authority, standardPort: isSecure ? 443 : 80) else { return nil }
        (self.host, self.port) = (host, port)
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path.removeLast() }
        self.path = String(path)
    }

    private init(_ address: ServiceAddress, path: String) {
        (isSecure, host, port) = (address.isSecure, address.host, address.port)
        self.path = path
    }

    /// The same service, further down.
    ///
    /// - Parameter path: begins with a slash.
    func below(_ path: String) -> ServiceAddress {
        ServiceAddress(self, path: self.path + path)
    }

    /// For the Host header: the port where it is not the usual one.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Whether it is on this machine.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    private static func parts(_ authority: Substring, standardPort: Int) -> (host: String, port: Int)? {
        let colon = authority.lastIndex(of: ":").flatMap { authority[$0...].contains("]") ? nil : $0 }
        var host = authority[..<(colon ?? authority.endIndex)]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() } else if host.contains(":") { return nil }
        guard !host.isEmpty else { return nil }
        guard let colon else { return (String(host), standardPort) }
        guard let port = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(port) else { return nil }
        return (String(host), port)
    }
}
