/// What the command line says about the route.
package struct RouteRequest: Sendable, Equatable {
    package enum Jumps: Sendable, Equatable {
        /// `ProxyJump` of the SSH configuration; where the last hop has none, these.
        case configured(otherwise: [String])
        /// These, first to last (`--jump`), whatever the configuration says.
        case named([String])
        /// None at all (`--nojump`), whatever the configuration says.
        case none
    }

    /// The last hop, as it is typed: `[user@]host[:port]`.
    package var host: String
    /// The hops before it, each as it is typed.
    package var jumps: Jumps
    /// The login name for every hop that is typed without one (`--ssh-user`).
    package var user: String?
    /// The SSH configuration to use in place of the user's and the system's (`--ssh-config`, `ssh -F`).
    package var configurationFile: String?
    /// What the last hop connects to.
    package var target: Endpoint
    /// Whether a password may be asked for (`--password`).
    package var allowsPassword: Bool

    package init(
        host: String = "homes.cels.anl.gov",
        jumps: Jumps = .configured(otherwise: ["logins.cels.anl.gov"]),
        user: String? = nil,
        configurationFile: String? = nil,
        target: Endpoint = Endpoint(host: "apps.inside.anl.gov", port: 443),
        allowsPassword: Bool = false
    ) {
        self.host = host
        self.jumps = jumps
        self.user = user
        self.configurationFile = configurationFile
        self.target = target
        self.allowsPassword = allowsPassword
    }
}

/// A hop as people and `ProxyJump` write it: `[user@]host[:port]`, `[user@][address]:port` or `ssh://[user@]host[:port]`.
struct TypedHop: Equatable {
    var user: String?
    /// An IPv6 address is without brackets.
    var host: String
    var port: Int?

    init(parsing text: String) throws(RouteError) {
        var rest = text[...]
        if rest.lowercased().hasPrefix("ssh://") {
            rest = rest.dropFirst("ssh://".count)
            if rest.hasSuffix("/") { rest.removeLast() }
        }
        // A login name may hold an @, a host's name never does.
        if let at = rest.lastIndex(of: "@") {
            user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        if rest.first == "[" {
            guard let bracket = rest.firstIndex(of: "]") else { throw .malformedHop(text) }
            host = String(rest[rest.index(after: rest.startIndex)..<bracket])
            rest = rest[rest.index(after: bracket)...]
            guard rest.isEmpty || rest.first == ":" else { throw .malformedHop(text) }
        } else if let colon = rest.firstIndex(of: ":"), colon == rest.lastIndex(of: ":") {
            host = String(rest[..<colon])
            rest = rest[colon...]
        } else {
            // Several colons without brackets are an IPv6 address.
            host = String(rest)
            rest = ""
        }
        if !rest.isEmpty {
            guard let number = Int(rest.dropFirst()), (1...65_535).contains(number) else { throw .malformedHop(text) }
            port = number
        }
        guard Self.isSafe(host), user.map(Self.isSafe) ?? true else { throw .malformedHop(text) }
    }

    /// Reads `A,B,…` as `ProxyJump` lists hops, first to last.
    static func list(parsing text: String) throws(RouteError) -> [TypedHop] {
        try text.split(separator: ",", omittingEmptySubsequences: false)
            .map { part throws(RouteError) in try TypedHop(parsing: String(part)) }
    }

    /// Refuses what `ssh` refuses of hosts (`ssh_valid_hostname` of its misc.c), and the path of a URI: a name must not be taken for an
    /// option, nor mean anything to a shell that the configuration may run.
    private static func isSafe(_ name: String) -> Bool {
        let hasReservedByte = name.utf8.contains { $0 <= 0x20 || $0 == 0x7F || reserved.contains($0) }
        return !name.isEmpty && name.first != "-" && !hasReservedByte
    }

    private static let reserved = Array("'`\"$\\;&<>|(){}/".utf8)
}
