import Testing

@testable import SystemSupport
@testable import Tunnel

/// Configurations in a folder of the test's, read by the real `ssh -G`.
@Suite(.enabled(if: OpenSSH.isInstalled, "ssh and ssh-keygen are not installed"), .timeLimit(.minutes(2)))
struct RouteResolverSSHTests {
    private let folder: TrustFolder
    private let heard = WarningList()

    init() throws { folder = try TrustFolder() }

    private final class WarningList: Sendable {
        private let list = Locked<[TunnelWarning]>([])
        var all: [TunnelWarning] { list.withLock { $0 } }
        func append(_ warning: TunnelWarning) { list.withLock { $0.append(warning) } }
    }

    /// - Parameter loginName: by default that of no real user, so that the name that `ssh` prints counts as configured.
    private func route(
        _ configuration: String, _ request: RouteRequest, environment: [String: String] = [:], loginName: String = "nobody-real"
    ) async throws -> TunnelRoute {
        var request = request
        request.configurationFile = try folder.write(configuration.replacing("FOLDER", with: folder.path), to: "config")
        let account = LocalAccount(
            home: folder.path, loginName: loginName, userID: 1_001, hostName: "laptop", environment: environment)
        let programs = OpenSSH(folder: folder, environment: environment)
        let query: RouteResolver.Query = { arguments in
            // A program that does not start is no answer.
            (try? await programs.output(of: "ssh", arguments)) ?? nil
        }
        return try await RouteResolver(request: request, account: account, query: query) { heard.append($0) }.resolve()
    }

    @Test func `each hop has the values of its own section`() async throws {
        let route = try await route(
            """
            Host homes
              HostName homes.cels.anl.gov
              User bob
              Port 2222
              IdentityFile "~/.ssh/My Key"
              IdentityFile %d/id_%r@%h:%p-%%
              IdentityFile ${KEYS}/key
              CertificateFile ~/.ssh/cert
              IdentityAgent FOLDER/agent-%r
              IdentitiesOnly yes
              UserKnownHostsFile FOLDER/known_hosts "FOLDER/with space/known_hosts"
              GlobalKnownHostsFile ~/global
              HashKnownHosts yes
              HostKeyAlias Homes-Alias
              HostKeyAlgorithms ssh-ed25519,rsa-sha2-512
              StrictHostKeyChecking accept-new
              ConnectTimeout 7
              ServerAliveInterval 30
              ServerAliveCountMax 2
              PasswordAuthentication no
              KbdInteractiveAuthentication no
              ProxyJump carol@gate:2200,[10.0.0.1]
            Host gate
              StrictHostKeyChecking yes
              IdentityAgent none
              IdentityFile none
              UserKnownHostsFile none
              GlobalKnownHostsFile none
              ConnectTimeout none
            Host 10.0.0.1
              User dave
              IdentityAgent $MY_AGENT
              StrictHostKeyChecking no
              UserKnownHostsFile /dev/null
            """, RouteRequest(host: "homes", allowsPassword: true),
            environment: ["KEYS": "/keys", "MY_AGENT": "/run/mine", "SSH_AUTH_SOCK": "/run/agent"])
        try #require(route.hops.map(\.name) == ["gate", "10.0.0.1", "homes"])

        var homes = Hop(name: "homes", address: Endpoint(host: "homes.cels.anl.gov", port: 2_222), user: "bob")
        homes.identityFiles = ["\(folder.path)/.ssh/My Key", "\(folder.path)/id_bob@homes.cels.anl.gov:2222-%", "/keys/key"]
        homes.certificateFiles = [folder.file(".ssh/cert")]
        homes.agentSocket = folder.file("agent-bob")
        homes.usesOnlyConfiguredIdentities = true
        homes.allowsKeyboardInteractive = false
        homes.knownHostsFiles = [folder.file("known_hosts"), folder.file("with space/known_hosts")]
        homes.globalKnownHostsFiles = [folder.file("global")]
        homes.hashesKnownHosts = true
        homes.hostKeyAlias = "homes-alias"
        homes.hostKeyAlgorithms = ["ssh-ed25519", "rsa-sha2-512"]
        homes.unknownHostKeys = .acceptNew
        homes.connectTimeout = .seconds(7)
        homes.serverAliveInterval = .seconds(30)
        homes.serverAliveCountMax = 2
        #expect(route.hops[2] == homes)

        let gate = route.hops[0]
        #expect(gate.address == Endpoint(host: "gate", port: 2_200))
        #expect(gate.user == "carol")
        #expect(gate.unknownHostKeys == .refuse)
        #expect(gate.agentSocket == nil)
        #expect(gate.identityFiles + gate.knownHostsFiles + gate.globalKnownHostsFiles == [])
        #expect(gate.connectTimeout == .seconds(15))
        #expect(gate.allowsPassword && gate.allowsKeyboardInteractive)

        let address = route.hops[1]
        #expect(address.user == "dave")
        #expect(address.agentSocket == "/run/mine")
        #expect(address.unknownHostKeys == .acceptNew)
        #expect(address.knownHostsFiles == ["/dev/null"])
        // The whole list of this version of OpenSSH.
        #expect(address.hostKeyAlgorithms.contains("ssh-ed25519"))
        #expect(heard.all == [])
    }

    @Test func `a configuration of nothing gives OpenSSH's defaults`() async throws {
        let hops = try await route("", RouteRequest(), environment: ["CELS_USERNAME": "acels", "SSH_AUTH_SOCK": "/run/agent"]).hops
        #expect(hops.map(\.name) == ["logins.cels.anl.gov", "homes.cels.anl.gov"])
        for hop in hops {
            #expect(hop.identityFiles.contains(folder.file(".ssh/id_ed25519")))
            #expect(hop.agentSocket == "/run/agent")
            #expect(hop.knownHostsFiles.map { $0.split(separator: "/").last } == ["known_hosts", "known_hosts2"])
            #expect(hop.unknownHostKeys == .ask)
        }
        #expect(heard.all == [])
    }

    @Test func `the environment's name takes the place of the local one, and selects what is said for it`() async throws {
        let programs = OpenSSH(folder: folder)
        let login = try #require(try await programs.output(of: "id", ["-un"])).split(whereSeparator: \.isNewline).joined()
        let configuration = """
            Match user acels
              IdentityFile FOLDER/key-%r
            Host homes.cels.anl.gov
              User bob
            """
        let hops = try await route(configuration, RouteRequest(), environment: ["CELS_USERNAME": "acels"], loginName: login).hops
        #expect(hops.map(\.user) == ["acels", "bob"])
        #expect(hops[0].identityFiles == [folder.file("key-acels")])
    }

    @Test func `a host whose section would send it through itself is reached where the command line says how`() async throws {
        let configuration = """
            Host *.cels.anl.gov
              ProxyJump logins.cels.anl.gov
            """
        let request = RouteRequest(host: "logins.cels.anl.gov", jumps: .none)
        #expect(try await route(configuration, request).hops.map(\.name) == ["logins.cels.anl.gov"])
        let named = RouteRequest(jumps: .named(["gate", "logins.cels.anl.gov"]))
        #expect(try await route(configuration, named).hops.map(\.name) == ["gate", "logins.cels.anl.gov", "homes.cels.anl.gov"])
        // Newer versions of ssh notice it themselves.
        await #expect(throws: RouteError.self) { try await route(configuration, RouteRequest()) }
    }

    @Test func `what cannot be honoured is named, and what ssh refuses is an error`() async throws {
        try folder.write("", to: "revoked")
        let configuration = """
            Host homes
              ProxyCommand nc %h %p
              RevokedHostKeys FOLDER/revoked
              AddressFamily inet
            """
        _ = try await route(configuration, RouteRequest(host: "homes", jumps: .named([])))
        #expect(
            Set(heard.all)
                == Set(["ProxyCommand", "RevokedHostKeys", "AddressFamily"].map { .configurationIgnored(hop: "homes", keyword: $0) }))
        await #expect(throws: RouteError.configurationRejected(host: "logins.cels.anl.gov")) {
            try await route("Nonsense yes\n", RouteRequest(jumps: .named(["logins.cels.anl.gov"])))
        }
    }
}
