/// The Argo that an address of argo-proxy's leads to.
enum ProxyUpstream: Equatable {
    case production, test, development
    /// A forward that somebody keeps up.
    case forward(String)

    /// - Parameters:
    ///   - address: an `https` URL.
    ///   - path: what stands behind the base in it.
    init?(_ address: String, path: String) {
        guard address.hasPrefix("https://") else { return nil }
        let rest = address.dropFirst("https://".count)
        let authority = rest.prefix { $0 != "/" }
        let target = rest.dropFirst(authority.count).split(separator: "/").joined(separator: "/")
        let expected = ("argoapi" + path).split(separator: "/").joined(separator: "/")
        guard target == expected || path.isEmpty && target.isEmpty else { return nil }
        switch authority.lowercased() {
        case "apps.inside.anl.gov", "apps.inside.anl.gov:443": self = .production
        case "apps-test.inside.anl.gov", "apps-test.inside.anl.gov:443": self = .test
        case "apps-dev.inside.anl.gov", "apps-dev.inside.anl.gov:443": self = .development
        default:
            let hasPort = authority.last?.isNumber == true && authority.contains(":") && !authority.hasSuffix("]")
            let place = hasPort ? String(authority) : "\(authority):443"
            guard HostAndPort(argument: place) != nil, !place.contains("@") else { return nil }
            self = .forward(place)
        }
    }

    /// Nil where nothing needs to be said.
    var setting: ConfigAddition.Setting? {
        switch self {
        case .production: nil
        case .test: .init(key: .test, value: .flag(true))
        case .development: .init(key: .dev, value: .flag(true))
        case .forward(let place): .init(key: .upstream, value: .text(place))
        }
    }
}
