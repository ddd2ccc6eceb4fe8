import Testing

@testable import Tunnel

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
            $0.identitiesOnly = true
            $0.certificateFiles = ["~/c-%r"]
            $0.hashesKnownHosts = true
            $0.hostKeyAlias = "alias"
            $0.hostKeyAlgorithms = ["ssh-ed25519"]
            $0.strictHostKeyChecking = .refuse
            $0.connectTimeout = 7
            $0.serverAliveInterval = 30
            $0.serverAliveCountMax = 5
            $0.keyboardInteractiveAuthentication = false
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
            $0.identityFiles = ["~/a", "~/%C", "${MISSING}/b"]
            $0.userKnownHostsFiles = ["~bob/known_hosts", "/x"]
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
