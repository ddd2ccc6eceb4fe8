/// Makes a route of the command line, the environment and the user's SSH configuration.
///
/// `ssh -G` reads the configuration, so that it counts here as it counts for `ssh`: the jump hosts too have their own sections in it.
package struct RouteResolver: Sendable {
    /// Runs `ssh` with these arguments, and gives what it prints to its standard output; nil where it fails or takes too long.
    package typealias Query = @Sendable (_ arguments: [String]) async -> String?

    /// More than any route has. OpenSSH has no limit, and a configuration that leads in a circle keeps it busy for ever.
    static let mostHops = 8

    private let request: RouteRequest
    private let account: LocalAccount
    private let query: Query?
    private let warn: @Sendable (TunnelWarning) -> Void

    /// - Parameters:
    ///   - query: nil where there is no `ssh`; then the command line and OpenSSH's defaults count alone.
    ///   - warn: takes what of the configuration cannot be followed.
    package init(
        request: RouteRequest, account: LocalAccount, query: Query?, warn: @escaping @Sendable (TunnelWarning) -> Void
    ) {
        self.request = request
        self.account = account
        self.query = query
        self.warn = warn
    }

    /// The hops in the order in which they are met, and the target.
    package func resolve() async throws(RouteError) -> TunnelRoute {
        let last = try TypedHop(parsing: request.host)
        let hops: [Hop]
        switch request.jumps {
        case .none:
            hops = [try await settle(last, isTyped: true, followsProxies: false).hop]
        case .named(let names):
            hops = try await chain(names.map(TypedHop.init(parsing:)) + [last], isTyped: true, behind: [])
        case .configured(let otherwise):
            let (lastHop, configuration) = try await settle(last, isTyped: true, followsProxies: true)
            if configuration.proxyJump == nil {
                // A host that is itself the default jump host is reached without one.
                let jumps = try otherwise.map(TypedHop.init(parsing:)).filter { $0.host.lowercased() != lastHop.address.host.lowercased() }
                hops = try await jumps.isEmpty ? [lastHop] : chain(jumps, isTyped: true, behind: []) + [lastHop]
            } else {
                hops = try await jumps(before: lastHop, configuration, behind: []) + [lastHop]
            }
        }
        guard hops.count <= Self.mostHops else { throw .tooManyHops(limit: Self.mostHops) }
        return TunnelRoute(hops: hops, target: request.target)
    }

    /// As `ssh -J A,B` goes: the configuration of the first says how it is reached itself, the others are reached through the one before.
    private func chain(_ names: [TypedHop], isTyped: Bool, behind: [Hop]) async throws(RouteError) -> [Hop] {
        guard names.count + behind.count <= Self.mostHops else { throw .tooManyHops(limit: Self.mostHops) }
        var hops: [Hop] = []
        for name in names {
            let (hop, configuration) = try await settle(name, isTyped: isTyped, followsProxies: hops.isEmpty)
            if hops.isEmpty { hops = try await jumps(before: hop, configuration, behind: behind) }
            hops.append(hop)
        }
        return hops
    }

    /// - Parameter behind: the hops that are reached through this one, to notice a circle.
    private func jumps(before hop: Hop, _ configuration: HostConfiguration, behind: [Hop]) async throws(RouteError) -> [Hop] {
        guard !behind.contains(where: { $0.address == hop.address && $0.user == hop.user }) else { throw .loop(hop: hop.name) }
        guard let names = configuration.proxyJump else { return [] }
        return try await chain(TypedHop.list(parsing: names), isTyped: false, behind: behind + [hop])
    }

    /// - Parameters:
    ///   - isTyped: whether the name was typed, or is this program's default; else it stands in `ProxyJump` of another hop.
    ///   - followsProxies: whether `ProxyJump` and `ProxyCommand` of its own configuration count; else it is said elsewhere how it is reached.
    private func settle(
        _ name: TypedHop, isTyped: Bool, followsProxies: Bool
    ) async throws(RouteError) -> (hop: Hop, configuration: HostConfiguration) {
        let named = name.user ?? (isTyped ? request.user : nil)
        var configuration = try await self.configuration(of: name, user: named, followsProxies: followsProxies)
        if named == nil, let user = userAtCELS(configuration, isTyped: isTyped) {
            // Asked again, because the name may select other sections (`Match user`) and stands in paths (`%r`).
            configuration = try await self.configuration(of: name, user: user, followsProxies: followsProxies)
        }
        var hop = Hop(name: name.host, configuration: configuration, account: account, warn: warn)
        hop.allowsPassword = request.allowsPassword && configuration.passwordAuthentication
        if followsProxies, configuration.proxyCommand != nil {
            warn(.configurationIgnored(hop: name.host, keyword: "ProxyCommand"))
        }
        return (hop, configuration)
    }

    /// `$CELS_USERNAME`, where it is to take the place of the name that `ssh` gives.
    ///
    /// `ssh -G` prints a name in any case, and the local one where nothing is configured. So a name that differs from the local one is
    /// the user's word, and one that is the same counts as none. Hosts that only the configuration names may be another site's, where
    /// the local name may well be right.
    private func userAtCELS(_ configuration: HostConfiguration, isTyped: Bool) -> String? {
        guard configuration.hop.user == account.loginName, let user = account.variable("CELS_USERNAME"), user != account.loginName else {
            return nil
        }
        return isTyped || configuration.hop.address.host.hasSuffix(".cels.anl.gov") ? user : nil
    }

    private func configuration(of name: TypedHop, user: String?, followsProxies: Bool) async throws(RouteError) -> HostConfiguration {
        guard let query else {
            return HostConfiguration(defaultsFor: name.host, port: name.port, user: user ?? account.loginName)
        }
        var arguments = ["-G"]
        if let file = request.configurationFile { arguments += ["-F", file] }
        if let user { arguments += ["-l", user] }
        if let port = name.port { arguments += ["-p", String(port)] }
        // The first value counts in ssh_config(5), and a ProxyCommand that is set rules a ProxyJump out.
        if !followsProxies { arguments += ["-o", "ProxyCommand=none"] }
        guard let output = await query(arguments + ["--", name.host]) else { throw .configurationRejected(host: name.host) }
        return try HostConfiguration(sshOutput: output, host: name.host)
    }
}

/// Why no route could be made of the command line and the SSH configuration.
package enum RouteError: Error, Sendable, Equatable {
    /// This is not `[user@]host[:port]`.
    case malformedHop(String)
    /// `ssh -G` gave no answer for this host: the configuration has an error, which `ssh -G HOST` tells.
    case configurationRejected(host: String)
    /// The configuration gives this host a value that cannot be used.
    case configurationUnusable(host: String, keyword: String, value: String)
    /// Following `ProxyJump` from this hop leads back to it.
    case loop(hop: String)
    /// Following `ProxyJump` gives more hops than `limit`.
    case tooManyHops(limit: Int)
}
