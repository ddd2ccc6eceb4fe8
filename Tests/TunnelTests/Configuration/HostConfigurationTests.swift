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
        expected.identityFiles = ["~/.ssh/My Key2", "%d/.ssh/id_%r@%h:%p-%%"]
        expected.certificateFiles = ["~/.ssh/cert"]
        expected.identityAgent = "/root/agent root.sock"
        expected.identitiesOnly = true
        expected.proxyJump = "bob@[::1]:33,ssh://c@d:22,[10.0.0.1]"
        expected.userKnownHostsFiles = ["/root/.ssh/kh", "/root/x", "/tmp/with space/kh"]
        expected.globalKnownHostsFiles = ["~/gk", "/etc/%h"]
        expected.hashesKnownHosts = true
        expected.hostKeyAlias = "homes-alias"
        expected.hostKeyAlgorithms = ["ssh-rsa", "ssh-ed25519"]
        expected.strictHostKeyChecking = .acceptNew
        expected.connectTimeout = 7
        expected.serverAliveInterval = 30
        expected.serverAliveCountMax = 5
        #expect(configuration == expected)
    }

    @Test func `none and what is not printed are nothing`() throws {
        let configuration = try configuration(
            "identityfile none", "certificatefile none", "userknownhostsfile none", "globalknownhostsfile none", "proxycommand none",
            "connecttimeout none", "revokedhostkeys none", "pkcs11provider none", "addressfamily any")
        var expected = HostConfiguration(defaultsFor: "homes.example.org", port: 22, user: "alice")
        expected.identityFiles = []
        expected.userKnownHostsFiles = []
        expected.globalKnownHostsFiles = []
        #expect(configuration == expected)
        // Older ones print a keyword without a value.
        #expect(try self.configuration("userknownhostsfile", "identityagent").userKnownHostsFiles == [])
    }

    @Test(arguments: [
        ("true", UnknownHostKeyPolicy.refuse), ("yes", .refuse), ("ask", .ask), ("accept-new", .acceptNew), ("false", .acceptNew),
        ("no", .acceptNew), ("off", .acceptNew), ("something new", .ask), ("", .ask),
    ])
    func `the policy is read in every spelling`(value: String, policy: UnknownHostKeyPolicy) throws {
        #expect(try configuration("stricthostkeychecking \(value)").strictHostKeyChecking == policy)
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
        #expect(!configuration.keyboardInteractiveAuthentication)
        #expect(try !self.configuration("challengeresponseauthentication no").keyboardInteractiveAuthentication)
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
