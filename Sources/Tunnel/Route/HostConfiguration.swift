/// What the SSH configuration says about one host, in the words of ssh_config(5), with `~` and tokens as they were found.
struct HostConfiguration: Equatable {
    /// The hop under its own name, with paths that are not expanded yet.
    var hop: Hop
    /// nil where nothing is said, which means `$SSH_AUTH_SOCK`.
    var identityAgent: String?
    /// The hops before this one, first to last; nil where there is none.
    var proxyJump: String?
    var proxyCommand: String?
    var publicKeyAuthentication = true
    var passwordAuthentication = true
    /// Keywords that are set, and that a connection of ours cannot honour.
    var unsupported: [String] = []

    /// What OpenSSH does where no configuration says anything, for machines without `ssh`.
    ///
    /// The key files are the three that people have, the one that every libssh2 and every server takes first.
    init(defaultsFor host: String, port: Int?, user: String) {
        hop = Hop(name: host, address: Endpoint(host: host.lowercased(), port: port ?? 22), user: user)
        hop.identityFiles = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"]
        hop.knownHostsFiles = ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]
        hop.globalKnownHostsFiles = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]
    }
}

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
        func seconds(_ keyword: String) -> Duration? { number(keyword).flatMap { $0 > 0 ? .seconds($0) : nil } }

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
        hop.identityFiles = (values["identityfile"] ?? []).filter { $0.lowercased() != "none" }
        hop.certificateFiles = (values["certificatefile"] ?? []).filter { $0.lowercased() != "none" }
        hop.usesOnlyConfiguredIdentities = isYes("identitiesonly")
        hop.knownHostsFiles = Self.paths(last("userknownhostsfile"))
        hop.globalKnownHostsFiles = Self.paths(last("globalknownhostsfile"))
        hop.hashesKnownHosts = isYes("hashknownhosts")
        hop.hostKeyAlias = last("hostkeyalias")
        hop.hostKeyAlgorithms = (last("hostkeyalgorithms") ?? "").split(separator: ",").map { String($0) }
        hop.unknownHostKeys = Self.policy(last("stricthostkeychecking"))
        hop.connectTimeout = seconds("connecttimeout") ?? hop.connectTimeout
        hop.serverAliveInterval = seconds("serveraliveinterval")
        hop.serverAliveCountMax = number("serveralivecountmax") ?? hop.serverAliveCountMax
        identityAgent = last("identityagent")
        proxyJump = unlessNone("proxyjump")
        proxyCommand = unlessNone("proxycommand")
        publicKeyAuthentication = isNotNo("pubkeyauthentication")
        passwordAuthentication = isNotNo("passwordauthentication")
        // Before 8.7 it had another name.
        hop.allowsKeyboardInteractive = isNotNo("kbdinteractiveauthentication") && isNotNo("challengeresponseauthentication")
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

extension Hop {
    /// - Parameters:
    ///   - name: the host as it was typed.
    ///   - configuration: what the SSH configuration says about it.
    ///   - account: who runs this program.
    ///   - warn: takes what of the configuration cannot be followed.
    init(name: String, configuration: HostConfiguration, account: LocalAccount, warn: (TunnelWarning) -> Void) {
        self = configuration.hop
        self.name = name
        let expansion = PathExpansion(account: account, hop: self)
        func expanded(_ paths: [String], keyword: String, by expand: (String) -> String?) -> [String] {
            paths.compactMap { path in
                let result = expand(path)
                if result == nil { warn(.pathIgnored(hop: name, keyword: keyword, path: path)) }
                return result
            }
        }

        if configuration.publicKeyAuthentication {
            identityFiles = expanded(identityFiles, keyword: "IdentityFile", by: expansion.expanding)
            certificateFiles = expanded(certificateFiles, keyword: "CertificateFile", by: expansion.expanding)
            agentSocket = Self.agentSocket(configuration.identityAgent, account: account).flatMap { path in
                expanded([path], keyword: "IdentityAgent", by: expansion.expandingHome).first
            }
        } else {
            identityFiles = []
            certificateFiles = []
        }
        knownHostsFiles = expanded(knownHostsFiles, keyword: "UserKnownHostsFile", by: expansion.expandingHome)
        globalKnownHostsFiles = expanded(globalKnownHostsFiles, keyword: "GlobalKnownHostsFile", by: expansion.expandingHome)
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
