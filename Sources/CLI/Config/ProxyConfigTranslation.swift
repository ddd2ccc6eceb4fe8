/// What argo-proxy's configuration says, in settings of ours.
///
/// Its names and their meaning: github.com/Oaklight/argo-proxy, src/argoproxy/config/model.py and io.py, versions 2 and 3.
struct ProxyConfigTranslation {
    struct Taken: Equatable {
        let name: String
        let line: Int
        let setting: ConfigAddition.Setting
    }

    struct Left: Equatable {
        let name: String
        let line: Int
        let reason: String
    }

    private(set) var settings: [Taken] = []
    private(set) var left: [Left] = []

    /// The addresses in the order in which argo-proxy looks for its base, and what each adds to that.
    private static let addresses = [
        ("argo_base_url", ""), ("argo_url", "/api/v1/resource/chat"), ("argo_stream_url", "/api/v1/resource/streamchat"),
        ("argo_embedding_url", "/api/v1/resource/embed"), ("argo_model_url", "/api/v1/models"),
    ]

    private static let reasons = [
        "config_version": "it is the version of argo-proxy's file format",
        "host": "argo-shim listens only on 127.0.0.1 and ::1",
        "num_workers": "argo-shim needs only one process",
        "use_legacy_argo": "argo-shim always serves Argo's older routes, too",
        "real_stream": "argo-shim streams when a client asks for a stream",
        "skip_url_validation": "argo-shim does not test the connection before it starts",
        "connection_test_timeout": "argo-shim does not test the connection before it starts",
    ]

    init(_ document: ConfigDocument) {
        let names = Set(Self.addresses.map(\.0))
        for member in document.members where !names.contains(member.name) {
            switch member.name {
            case "user": take(member, Self.text(member).map { .init(key: .user, value: .text($0)) }, "it is not a name")
            case "port": take(member, Self.number(member, in: 1...65_535).map { .init(key: .port, value: .number($0)) }, "it is not a port")
            case "timeout":
                take(
                    member, Self.number(member, in: 1...86_400).map { .init(key: .timeout, value: .number($0)) },
                    "it is not a time of at most one day")
            case "verbose":
                let isVerbose: Bool? = if case .flag(let isSet) = member.value { isSet } else { nil }
                take(member, isVerbose.map { .init(key: .logLevel, value: .text($0 ? "debug" : "info")) }, "it is neither true nor false")
            default: leave(member, Self.reasons[member.name] ?? "argo-shim has no such setting")
            }
        }
        translateAddresses(Self.addresses.compactMap { name, path in document.members.first { $0.name == name }.map { ($0, path) } })
    }

    private mutating func take(_ member: ConfigDocument.Member, _ setting: ConfigAddition.Setting?, _ otherwise: String) {
        guard let setting else { return leave(member, otherwise) }
        settings.append(Taken(name: member.name, line: member.line, setting: setting))
    }

    private mutating func leave(_ member: ConfigDocument.Member, _ reason: String) {
        left.append(Left(name: member.name, line: member.line, reason: reason))
    }

    // MARK: Addresses

    /// The first that names an Argo is the one that counts.
    private mutating func translateAddresses(_ members: [(ConfigDocument.Member, path: String)]) {
        var first: ProxyUpstream?
        for (member, path) in members {
            guard let text = Self.text(member), let upstream = ProxyUpstream(text, path: path) else {
                leave(member, "it is not an https address of Argo")
                continue
            }
            if let first {
                leave(member, first == upstream ? "it is the same address" : "it is another address, and argo-shim uses only one")
                continue
            }
            first = upstream
            if let setting = upstream.setting {
                settings.append(Taken(name: member.name, line: member.line, setting: setting))
            } else {
                leave(member, "it is Argo's own address, which is the default")
            }
        }
    }

    private static func text(_ member: ConfigDocument.Member) -> String? {
        switch member.value {
        case .text(let text), .number(let text): text.isEmpty ? nil : text
        default: nil
        }
    }

    private static func number(_ member: ConfigDocument.Member, in range: ClosedRange<Int>) -> Int? {
        text(member).flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil }
    }
}

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
