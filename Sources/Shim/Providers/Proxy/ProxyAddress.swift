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
        guard let address = ServiceAddress("\(kind == .https ? "https" : "http")://\(place)") else { return nil }
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

extension ProxyAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without name and password.
    package var description: String { "\(kind.rawValue)://\(place)" }
    /// Without name and password.
    package var debugDescription: String { description }
    /// Empty: there may be a password.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
