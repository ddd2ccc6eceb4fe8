import SystemSupport

/// Where a service is: scheme, host, port and the path that its routes are below.
package struct ProviderAddress: Equatable, Sendable {
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

    private init(_ address: ProviderAddress, path: String) {
        (isSecure, host, port) = (address.isSecure, address.host, address.port)
        self.path = path
    }

    /// The same service, further down.
    ///
    /// - Parameter path: begins with a slash.
    func below(_ path: String) -> ProviderAddress {
        ProviderAddress(self, path: self.path + path)
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

/// A proxy that stands between this machine and a service.
package struct ProxyAddress: Equatable, Sendable {
    /// How it is spoken to.
    package enum Kind: String, Sendable {
        /// CONNECT of HTTP (RFC 9110, section 9.3.6), in the clear.
        case http
        /// The same inside of TLS.
        case https
        /// RFC 1928; the proxy resolves names.
        case socks5
    }

    /// How it is spoken to.
    package let kind: Kind
    /// A name or an address.
    package let host: String
    /// TCP port, 1...65535.
    package let port: Int
    /// Who the proxy is told that we are; nil for nobody.
    let login: Login?

    /// A name and a password, neither of which is ever printed.
    struct Login: Equatable, Sendable {
        let user: String
        let password: String
    }

    /// Reads a URL such as `http://proxy.example.org:3128`, with `http`, `https`, `socks5` or `socks5h`, as variables have it; what has no
    /// scheme is `http`. A name and a password may stand in it, percent-encoded.
    ///
    /// - Returns: nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = parts.count == 2 ? parts[0].lowercased() : "http"
        guard let kind = Kind(rawValue: scheme == "socks5h" ? "socks5" : scheme), let rest = parts.last else { return nil }
        let authority = rest.prefix { $0 != "/" }
        guard rest.dropFirst(authority.count).allSatisfy({ $0 == "/" }) else { return nil }
        let at = authority.lastIndex(of: "@")
        let place = at.map { authority[authority.index(after: $0)...] } ?? authority
        guard let address = ProviderAddress("\(kind == .https ? "https" : "http")://\(place)") else { return nil }
        self.kind = kind
        host = address.host
        let hasPort = place.lastIndex(of: ":").map { !place[$0...].contains("]") } ?? false
        port = hasPort || kind != .socks5 ? address.port : 1_080
        guard let at else {
            login = nil
            return
        }
        let words = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map {
            PercentEncoding.decoded($0)
        }
        let user = words.first ?? ""
        let password = words.count > 1 ? words[1] : ""
        // RFC 1929 has one byte for each length; a colon would end the name in HTTP.
        guard !user.isEmpty, user.utf8.count < 256, password.utf8.count < 256, !user.contains(":") else { return nil }
        login = Login(user: user, password: password)
    }

    /// Host and port, for people.
    var place: String { "\(host):\(port)" }
}

extension ProxyAddress: SecretValue {
    /// Without name and password.
    package var description: String { "\(kind.rawValue)://\(place)" }
}
