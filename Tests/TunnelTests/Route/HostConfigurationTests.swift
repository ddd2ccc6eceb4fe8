import SeededRandom
import Testing

@testable import Tunnel

struct HostConfigurationTests {
    private func configuration(_ lines: String...) throws -> HostConfiguration {
        let text = (["user alice", "hostname homes.example.org", "port 22"] + lines).joined(separator: "\n") + "\n"
        return try HostConfiguration(sshOutput: text, host: "homes")
    }

    @Test func `what ssh 9.2 prints is read`() throws {
        let configuration = try HostConfiguration(
            sshOutput: """
                host homes
                user remote
                hostname homes.cels.anl.gov
                port 2222
                addressfamily any
                checkhostip no
                hashknownhosts yes
                identitiesonly yes
                kbdinteractiveauthentication yes
                passwordauthentication yes
                pubkeyauthentication true
                stricthostkeychecking accept-new
                serveralivecountmax 5
                serveraliveinterval 30
                hostkeyalgorithms ssh-rsa,ssh-ed25519
                hostkeyalias homes-alias
                identityagent /root/agent root.sock
                identityfile ~/.ssh/My Key2
                identityfile %d/.ssh/id_%r@%h:%p-%%
                canonicaldomains none
                certificatefile ~/.ssh/cert
                globalknownhostsfile ~/gk /etc/%h
                userknownhostsfile /root/.ssh/kh /root/x /tmp/with space/kh
                connecttimeout 7
                proxyjump bob@[::1]:33,ssh://c@d:22,[10.0.0.1]

                """, host: "homes")
        var expected = HostConfiguration(defaultsFor: "homes.cels.anl.gov", port: 2_222, user: "remote")
        expected.hop.identityFiles = ["~/.ssh/My Key2", "%d/.ssh/id_%r@%h:%p-%%"]
        expected.hop.certificateFiles = ["~/.ssh/cert"]
        expected.identityAgent = "/root/agent root.sock"
        expected.hop.usesOnlyConfiguredIdentities = true
        expected.proxyJump = "bob@[::1]:33,ssh://c@d:22,[10.0.0.1]"
        expected.hop.knownHostsFiles = ["/root/.ssh/kh", "/root/x", "/tmp/with space/kh"]
        expected.hop.globalKnownHostsFiles = ["~/gk", "/etc/%h"]
        expected.hop.hashesKnownHosts = true
        expected.hop.hostKeyAlias = "homes-alias"
        expected.hop.hostKeyAlgorithms = ["ssh-rsa", "ssh-ed25519"]
        expected.hop.unknownHostKeys = .acceptNew
        expected.hop.connectTimeout = .seconds(7)
        expected.hop.serverAliveInterval = .seconds(30)
        expected.hop.serverAliveCountMax = 5
        #expect(configuration == expected)
    }

    @Test func `none and what is not printed are nothing`() throws {
        let configuration = try configuration(
            "identityfile none", "certificatefile none", "userknownhostsfile none", "globalknownhostsfile none", "proxycommand none",
            "connecttimeout none", "revokedhostkeys none", "pkcs11provider none", "addressfamily any")
        var expected = HostConfiguration(defaultsFor: "homes.example.org", port: 22, user: "alice")
        expected.hop.identityFiles = []
        expected.hop.knownHostsFiles = []
        expected.hop.globalKnownHostsFiles = []
        #expect(configuration == expected)
        // Older ones print a keyword without a value.
        #expect(try self.configuration("userknownhostsfile", "identityagent").hop.knownHostsFiles == [])
    }

    @Test(arguments: [
        ("true", UnknownHostKeyPolicy.refuse), ("yes", .refuse), ("ask", .ask), ("accept-new", .acceptNew), ("false", .acceptNew),
        ("no", .acceptNew), ("off", .acceptNew), ("something new", .ask), ("", .ask),
    ])
    func `the policy is read in every spelling`(value: String, policy: UnknownHostKeyPolicy) throws {
        #expect(try configuration("stricthostkeychecking \(value)").hop.unknownHostKeys == policy)
    }

    @Test func `what we cannot honour is named`() throws {
        let configuration = try configuration(
            "revokedhostkeys /etc/ssh/revoked", "knownhostscommand /bin/x", "bindaddress 10.0.0.1", "bindinterface eth0",
            "pkcs11provider /lib/x.so", "addressfamily inet6")
        #expect(
            configuration.unsupported
                == ["RevokedHostKeys", "KnownHostsCommand", "BindAddress", "BindInterface", "PKCS11Provider", "AddressFamily"])
    }

    @Test func `methods that are switched off are off`() throws {
        let configuration = try configuration("pubkeyauthentication false", "passwordauthentication no", "kbdinteractiveauthentication no")
        #expect(!configuration.publicKeyAuthentication)
        #expect(!configuration.passwordAuthentication)
        #expect(!configuration.hop.allowsKeyboardInteractive)
        #expect(try !self.configuration("challengeresponseauthentication no").hop.allowsKeyboardInteractive)
        #expect(try self.configuration("pubkeyauthentication unbound").publicKeyAuthentication)
    }

    @Test(arguments: [
        ("", "HostName"), ("hostname h\nuser u", "Port"), ("hostname h\nuser u\nport 0", "Port"),
        ("hostname h\nuser u\nport 99999", "Port"),
        ("hostname h\nport 22", "User"), ("hostname\nuser u\nport 22", "HostName"),
    ])
    func `an output without host, port or user is refused`(text: String, keyword: String) {
        let error = #expect(throws: RouteError.self) { try HostConfiguration(sshOutput: text, host: "homes") }
        guard case .configurationUnusable("homes", keyword, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `no text traps`() {
        var generator = SeededGenerator(seed: 7)
        let words = ["hostname", "user", "port", "22", "h", " ", "\n", "\r\n", "userknownhostsfile", "none", "  ", "\u{0}", "é", ",", "-1"]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...20, using: &generator)).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
            // That it returns, or throws, is what is tested.
            _ = try? HostConfiguration(sshOutput: text, host: "h")
        }
    }
}

struct HopConfigurationTests {
    private func hop(_ change: (inout HostConfiguration) -> Void, environment: [String: String]? = nil) -> (Hop, [TunnelWarning]) {
        var account = LocalAccount.sample
        if let environment { account.environment = environment }
        var configuration = HostConfiguration(defaultsFor: "homes.example.org", port: 22, user: "remote")
        change(&configuration)
        var warnings: [TunnelWarning] = []
        let hop = Hop(name: "homes", configuration: configuration, account: account) { warnings.append($0) }
        return (hop, warnings)
    }

    @Test func `the defaults are OpenSSH's, with the home folder in place of the tilde`() {
        let (hop, warnings) = hop { _ in }
        var expected = Hop(name: "homes", address: Endpoint(host: "homes.example.org", port: 22), user: "remote")
        expected.identityFiles = ["id_ed25519", "id_ecdsa", "id_rsa"].map { "/home/alice/.ssh/\($0)" }
        expected.agentSocket = "/run/agent"
        expected.knownHostsFiles = ["/home/alice/.ssh/known_hosts", "/home/alice/.ssh/known_hosts2"]
        expected.globalKnownHostsFiles = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]
        #expect(hop == expected)
        #expect(warnings == [])
    }

    @Test(
        arguments: [
            (nil, "/run/agent"), ("SSH_AUTH_SOCK", "/run/agent"), ("none", nil), ("$OTHER_AGENT", "/run/other"), ("$MISSING", nil),
            ("/a/b", "/a/b"), ("~/agent", "/home/alice/agent"), ("$EMPTY", nil),
        ] as [(String?, String?)])
    func `the agent is the one that IdentityAgent names`(value: String?, socket: String?) {
        #expect(hop { $0.identityAgent = value }.0.agentSocket == socket)
    }

    @Test func `without SSH_AUTH_SOCK there is no agent`() {
        #expect(hop({ _ in }, environment: [:]).0.agentSocket == nil)
        #expect(hop({ _ in }, environment: ["SSH_AUTH_SOCK": ""]).0.agentSocket == nil)
    }

    @Test func `every value arrives`() {
        let (hop, _) = hop {
            $0.hop.usesOnlyConfiguredIdentities = true
            $0.hop.certificateFiles = ["~/c-%r"]
            $0.hop.hashesKnownHosts = true
            $0.hop.hostKeyAlias = "alias"
            $0.hop.hostKeyAlgorithms = ["ssh-ed25519"]
            $0.hop.unknownHostKeys = .refuse
            $0.hop.connectTimeout = .seconds(7)
            $0.hop.serverAliveInterval = .seconds(30)
            $0.hop.serverAliveCountMax = 5
            $0.hop.allowsKeyboardInteractive = false
        }
        #expect(hop.usesOnlyConfiguredIdentities)
        #expect(hop.certificateFiles == ["/home/alice/c-remote"])
        #expect(hop.hashesKnownHosts)
        #expect(hop.hostKeyAlias == "alias")
        #expect(hop.hostKeyAlgorithms == ["ssh-ed25519"])
        #expect(hop.unknownHostKeys == .refuse)
        #expect(hop.connectTimeout == .seconds(7))
        #expect(hop.serverAliveInterval == .seconds(30))
        #expect(hop.serverAliveCountMax == 5)
        #expect(!hop.allowsKeyboardInteractive)
        #expect(!hop.allowsPassword)
    }

    @Test func `PubkeyAuthentication no leaves no key to offer`() {
        let (hop, _) = hop { $0.publicKeyAuthentication = false }
        #expect(hop.identityFiles == [])
        #expect(hop.agentSocket == nil)
    }

    @Test func `a path that cannot be expanded is left out, and so is what we cannot honour, with a warning each`() {
        let (hop, warnings) = hop {
            $0.hop.identityFiles = ["~/a", "~/%C", "${MISSING}/b"]
            $0.hop.knownHostsFiles = ["~bob/known_hosts", "/x"]
            $0.unsupported = ["RevokedHostKeys"]
        }
        #expect(hop.identityFiles == ["/home/alice/a"])
        #expect(hop.knownHostsFiles == ["/x"])
        #expect(
            warnings == [
                .pathIgnored(hop: "homes", keyword: "IdentityFile", path: "~/%C"),
                .pathIgnored(hop: "homes", keyword: "IdentityFile", path: "${MISSING}/b"),
                .pathIgnored(hop: "homes", keyword: "UserKnownHostsFile", path: "~bob/known_hosts"),
                .configurationIgnored(hop: "homes", keyword: "RevokedHostKeys"),
            ])
    }
}
