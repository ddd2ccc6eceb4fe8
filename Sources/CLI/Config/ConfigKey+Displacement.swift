extension ConfigKey {
    /// The settings about the SSH tunnel, which another way to Argo does without.
    private static let tunnelSettings: Set<ConfigKey> = [.host, .jump, .nojump, .sshUser, .sshConfig, .target, .password, .openssh]

    /// The settings of the file that do not count when others are typed: those are another answer to the same question.
    ///
    /// - Parameters:
    ///   - typed: what the command line says.
    ///   - filed: what the file says.
    static func displaced(by typed: Set<ConfigKey>, among filed: Set<ConfigKey>) -> Set<ConfigKey> {
        var displaced = filed.intersection(typed)
        for key in typed { displaced.formUnion(key.rivals) }
        // The same number is the port of a forward, or a port to open, which is a door: it must not become the other.
        let wasForward = filed.contains(.tunnelHost)
        let isForward = typed.contains(.tunnelHost) || wasForward && !displaced.contains(.tunnelHost)
        if wasForward != isForward { displaced.insert(.tunnelPort) }
        // It is about the relay, and goes with it.
        if displaced.contains(.via), !typed.contains(.via) { displaced.insert(.relayTokenFile) }
        return displaced.intersection(filed)
    }

    private var rivals: Set<ConfigKey> {
        switch self {
        case .direct: Self.tunnelSettings.union([.upstream, .tunnelHost, .tunnelPort, .via])
        case .upstream: Self.tunnelSettings.union([.direct, .tunnelHost, .tunnelPort, .via])
        case .tunnelHost: Self.tunnelSettings.union([.direct, .upstream, .via])
        case .via: Self.tunnelSettings.union([.direct, .upstream, .tunnelHost, .tunnelPort])
        case .nojump: [.jump, .openssh, .direct, .upstream, .tunnelHost, .via]
        case .jump: [.nojump, .openssh, .direct, .upstream, .tunnelHost, .via]
        case .password: [.openssh, .direct, .upstream, .tunnelHost, .via]
        case .openssh: [.jump, .nojump, .password, .tunnelPort, .direct, .upstream, .tunnelHost, .via]
        case .host, .sshUser, .sshConfig, .target: [.direct, .upstream, .tunnelHost, .via]
        case .test: [.dev]
        case .dev: [.test]
        case .caFile, .pinSPKI, .insecureSkipVerify: [.caFile, .pinSPKI, .insecureSkipVerify]
        default: []
        }
    }
}
