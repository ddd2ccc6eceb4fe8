extension HostConfiguration {
    /// Reads what `ssh -G` prints: a keyword in lower case, a space and its value in each line (`dump_client_config` of OpenSSH's
    /// readconf.c; 8.1 to 10 were compared).
    ///
    /// `ssh` has expanded `~` and tokens in IdentityAgent and, from 8.4 on, in UserKnownHostsFile; in the others they stand as typed.
    ///
    /// - Parameter host: the host that it was asked about, for errors.
    init(sshOutput text: String, host: String) throws(RouteError) {
        var values: [String: [String]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let keyword = line.prefix { $0 != " " }
            values[keyword.lowercased(), default: []].append(String(line[keyword.endIndex...].dropFirst()))
        }
        func last(_ keyword: String) -> String? { values[keyword]?.last }
        func isYes(_ keyword: String) -> Bool { ["yes", "true"].contains(last(keyword)) }
        func isNotNo(_ keyword: String) -> Bool { !["no", "false"].contains(last(keyword)) }
        func unlessNone(_ keyword: String) -> String? { last(keyword).flatMap { $0.isEmpty || $0.lowercased() == "none" ? nil : $0 } }
        func number(_ keyword: String) -> Int? { last(keyword).flatMap { Int($0) } }

        guard let hostName = last("hostname"), !hostName.isEmpty else {
            throw .configurationUnusable(host: host, keyword: "HostName", value: "")
        }
        guard let port = number("port"), (1...65_535).contains(port) else {
            throw .configurationUnusable(host: host, keyword: "Port", value: last("port") ?? "")
        }
        guard let user = last("user"), !user.isEmpty else {
            throw .configurationUnusable(host: host, keyword: "User", value: "")
        }
        self.init(defaultsFor: hostName, port: port, user: user)
        identityFiles = (values["identityfile"] ?? []).filter { $0.lowercased() != "none" }
        certificateFiles = (values["certificatefile"] ?? []).filter { $0.lowercased() != "none" }
        identityAgent = last("identityagent")
        identitiesOnly = isYes("identitiesonly")
        proxyJump = unlessNone("proxyjump")
        proxyCommand = unlessNone("proxycommand")
        userKnownHostsFiles = Self.paths(last("userknownhostsfile"))
        globalKnownHostsFiles = Self.paths(last("globalknownhostsfile"))
        hashesKnownHosts = isYes("hashknownhosts")
        hostKeyAlias = last("hostkeyalias")
        hostKeyAlgorithms = (last("hostkeyalgorithms") ?? "").split(separator: ",").map { String($0) }
        strictHostKeyChecking = Self.policy(last("stricthostkeychecking"))
        connectTimeout = number("connecttimeout")
        serverAliveInterval = number("serveraliveinterval") ?? serverAliveInterval
        serverAliveCountMax = number("serveralivecountmax") ?? serverAliveCountMax
        publicKeyAuthentication = isNotNo("pubkeyauthentication")
        passwordAuthentication = isNotNo("passwordauthentication")
        // Before 8.7 it had another name.
        keyboardInteractiveAuthentication = isNotNo("kbdinteractiveauthentication") && isNotNo("challengeresponseauthentication")
        unsupported = Self.unsupportedKeywords.filter { unlessNone($0.lowercased()) != nil }
        if let family = last("addressfamily"), family != "any" { unsupported.append("AddressFamily") }
    }

    /// Keywords that `ssh -G` prints only when they are set, or as `none`.
    private static let unsupportedKeywords = ["RevokedHostKeys", "KnownHostsCommand", "BindAddress", "BindInterface", "PKCS11Provider"]

    /// `ssh -G` puts a space between paths and around none. Almost every path begins with `/` or `~`, so that a piece which does not is
    /// taken for the rest of a path that has a space in it.
    private static func paths(_ value: String?) -> [String] {
        var paths: [String] = []
        for piece in (value ?? "").split(separator: " ", omittingEmptySubsequences: false) where !(paths.isEmpty && piece.isEmpty) {
            if let last = paths.popLast() {
                paths += piece.hasPrefix("/") || piece.hasPrefix("~") ? [last, String(piece)] : [last + " " + piece]
            } else {
                paths = [String(piece)]
            }
        }
        return paths.first?.lowercased() == "none" ? [] : paths
    }

    /// `ssh -G` says `true` and `false` where the file says `yes` and `no` (`multistate_strict_hostkey` of its readconf.c).
    private static func policy(_ value: String?) -> UnknownHostKeyPolicy {
        switch value {
        case "true", "yes": .refuse
        case "accept-new", "false", "no", "off": .acceptNew
        default: .ask
        }
    }
}
