extension Hop {
    /// - Parameters:
    ///   - name: the host as it was typed.
    ///   - configuration: what the SSH configuration says about it.
    ///   - account: who runs this program.
    ///   - warn: takes what of the configuration cannot be followed.
    init(name: String, configuration: HostConfiguration, account: LocalAccount, warn: (TunnelWarning) -> Void) {
        let address = Endpoint(host: configuration.hostName, port: configuration.port)
        let expansion = PathExpansion(
            account: account, name: name, address: address, user: configuration.user, hostKeyAlias: configuration.hostKeyAlias)
        func expanded(_ paths: [String], keyword: String, by expand: (String) -> String?) -> [String] {
            paths.compactMap { path in
                let result = expand(path)
                if result == nil { warn(.pathIgnored(hop: name, keyword: keyword, path: path)) }
                return result
            }
        }

        self.init(name: name, address: address, user: configuration.user)
        if configuration.publicKeyAuthentication {
            identityFiles = expanded(configuration.identityFiles, keyword: "IdentityFile", by: expansion.expanding)
            certificateFiles = expanded(configuration.certificateFiles, keyword: "CertificateFile", by: expansion.expanding)
            agentSocket = Self.agentSocket(configuration.identityAgent, account: account).flatMap { path in
                expanded([path], keyword: "IdentityAgent", by: expansion.expandingHome).first
            }
        }
        usesOnlyConfiguredIdentities = configuration.identitiesOnly
        allowsKeyboardInteractive = configuration.keyboardInteractiveAuthentication
        knownHostsFiles = expanded(configuration.userKnownHostsFiles, keyword: "UserKnownHostsFile", by: expansion.expandingHome)
        globalKnownHostsFiles = expanded(configuration.globalKnownHostsFiles, keyword: "GlobalKnownHostsFile", by: expansion.expandingHome)
        hashesKnownHosts = configuration.hashesKnownHosts
        hostKeyAlias = configuration.hostKeyAlias
        hostKeyAlgorithms = configuration.hostKeyAlgorithms
        unknownHostKeys = configuration.strictHostKeyChecking
        if let seconds = configuration.connectTimeout, seconds > 0 { connectTimeout = .seconds(seconds) }
        if configuration.serverAliveInterval > 0 { serverAliveInterval = .seconds(configuration.serverAliveInterval) }
        serverAliveCountMax = configuration.serverAliveCountMax
        for keyword in configuration.unsupported { warn(.configurationIgnored(hop: name, keyword: keyword)) }
    }

    /// `IdentityAgent`: a path, `none`, `SSH_AUTH_SOCK` or `$NAME` for a variable that holds the path.
    private static func agentSocket(_ value: String?, account: LocalAccount) -> String? {
        switch value {
        case nil, "SSH_AUTH_SOCK": account.variable("SSH_AUTH_SOCK")
        case "none": nil
        case let value? where value.hasPrefix("$"): account.variable(String(value.dropFirst()))
        case let value?: value
        }
    }
}
