import Testing

@testable import SystemSupport
@testable import Tunnel

struct RouteResolverTests {
    private func route(_ request: RouteRequest, _ ssh: ScriptedSSH?, cels: String? = nil) async throws(RouteError) -> TunnelRoute {
        var account = LocalAccount.sample
        account.environment["CELS_USERNAME"] = cels
        let query: RouteResolver.Query? = ssh.map { ssh in { @Sendable arguments in ssh.answer(arguments) } }
        return try await RouteResolver(request: request, account: account, query: query) { ssh?.warn($0) }.resolve()
    }

    private func hops(_ request: RouteRequest, _ ssh: ScriptedSSH?, cels: String? = nil) async throws(RouteError) -> [String] {
        try await route(request, ssh, cels: cels).hops.map { "\($0.user)@\($0.address)" }
    }

    // MARK: Which hops

    @Test(arguments: [true, false])
    func `without options it goes through logins to homes and on to Argo`(hasSSH: Bool) async throws {
        let route = try await route(RouteRequest(), hasSSH ? ScriptedSSH() : nil, cels: "acels")
        #expect(route.hops.map(\.name) == ["logins.cels.anl.gov", "homes.cels.anl.gov"])
        #expect(route.hops.map(\.address.port) == [22, 22])
        #expect(route.hops.map(\.user) == ["acels", "acels"])
        #expect(route.target == Endpoint(host: "apps.inside.anl.gov", port: 443))
    }

    @Test func `jumps that are named count, and the configuration says how the first of them is reached`() async throws {
        let ssh = ScriptedSSH([
            "a": ["proxyjump gate"], "b": ["proxyjump nowhere"], "c": ["proxyjump nowhere", "proxycommand nc"],
        ])
        let names = try await hops(RouteRequest(host: "c", jumps: .named(["a", "bob@b:2222"])), ssh)
        #expect(names == ["alice@gate:22", "alice@a:22", "bob@b:2222", "alice@c:22"])
        #expect(ssh.warnings == [])
    }

    @Test(arguments: [RouteRequest.Jumps.none, .named([])])
    func `nojump goes straight to the host, whatever is configured`(jumps: RouteRequest.Jumps) async throws {
        let ssh = ScriptedSSH(["c": jumps == .none ? ["proxyjump gate"] : []])
        #expect(try await hops(RouteRequest(host: "carol@c:2222", jumps: jumps), ssh) == ["carol@c:2222"])
    }

    @Test func `the configuration's jumps come before the default ones`() async throws {
        let ssh = ScriptedSSH([
            "homes": ["hostname homes.cels.anl.gov", "proxyjump x,bob@y:33"], "x": ["proxyjump ssh://[::1]:44"],
            "y": ["proxyjump nowhere"],
        ])
        let names = try await hops(RouteRequest(host: "homes", jumps: .configured(otherwise: ["default"])), ssh)
        #expect(names == ["alice@[::1]:44", "alice@x:22", "bob@y:33", "alice@homes.cels.anl.gov:22"])
    }

    @Test func `the default jump host is not reached through itself`() async throws {
        #expect(try await hops(RouteRequest(host: "logins.cels.anl.gov"), ScriptedSSH()) == ["alice@logins.cels.anl.gov:22"])
        let alias = ScriptedSSH(["l": ["hostname logins.cels.anl.gov"]])
        #expect(try await hops(RouteRequest(host: "l"), alias) == ["alice@logins.cels.anl.gov:22"])
    }

    @Test func `a circle is an error`() async throws {
        let ssh = ScriptedSSH(["a": ["proxyjump b"], "b": ["proxyjump c"], "c": ["proxyjump b"], "self": ["proxyjump self"]])
        await #expect(throws: RouteError.loop(hop: "b")) { try await hops(RouteRequest(host: "a"), ssh) }
        await #expect(throws: RouteError.loop(hop: "self")) { try await hops(RouteRequest(host: "self"), ssh) }
        await #expect(throws: RouteError.loop(hop: "b")) { try await hops(RouteRequest(host: "z", jumps: .named(["b"])), ssh) }
    }

    @Test func `more hops than eight are an error, and eight are none`() async throws {
        let chain = Dictionary(uniqueKeysWithValues: (1..<50).map { ("h\($0)", ["proxyjump h\($0 + 1)"]) })
        let ssh = ScriptedSSH(chain)
        await #expect(throws: RouteError.tooManyHops(limit: 8)) { try await hops(RouteRequest(host: "h1"), ssh) }
        #expect(ssh.arguments.count < 20)
        let long = (0..<1_000).map { "x\($0)" }
        await #expect(throws: RouteError.tooManyHops(limit: 8)) { try await hops(RouteRequest(jumps: .named(long)), ScriptedSSH()) }
        #expect(try await hops(RouteRequest(host: "h43"), ssh).count == 8)
    }

    // MARK: Who logs in

    @Test(
        arguments: [
            // The name of the option, $CELS_USERNAME, User in the configuration, what comes of it.
            (nil, nil, nil, "alice"), ("opt", "acels", "conf", "opt"), (nil, "acels", "conf", "conf"), (nil, "acels", nil, "acels"),
            (nil, "", nil, "alice"), (nil, "alice", nil, "alice"), ("opt", nil, nil, "opt"),
        ] as [(String?, String?, String?, String)])
    func `the option goes before the configuration, and that before the environment`(
        option: String?, cels: String?, configured: String?, user: String
    ) async throws {
        let ssh = ScriptedSSH(["h": configured.map { ["user \($0)"] } ?? []])
        #expect(try await hops(RouteRequest(host: "h", jumps: .none, user: option), ssh, cels: cels) == ["\(user)@h:22"])
        if configured == nil {
            #expect(try await hops(RouteRequest(host: "h", jumps: .none, user: option), nil, cels: cels) == ["\(user)@h:22"])
        }
    }

    @Test func `a name that is typed with the host goes before all`() async throws {
        let request = RouteRequest(host: "me@h", jumps: .named(["j"]), user: "opt")
        #expect(try await hops(request, ScriptedSSH(["h": ["user conf"]]), cels: "acels") == ["opt@j:22", "me@h:22"])
    }

    @Test func `names for CELS are not tried at hosts that only the configuration names, unless they are at CELS`() async throws {
        let ssh = ScriptedSSH(["h": ["proxyjump gate.example.org,logins.cels.anl.gov"]])
        #expect(
            try await hops(RouteRequest(host: "h"), ssh, cels: "acels")
                == ["alice@gate.example.org:22", "acels@logins.cels.anl.gov:22", "acels@h:22"])
        #expect(
            try await hops(RouteRequest(host: "h", user: "opt"), ssh)
                == ["alice@gate.example.org:22", "alice@logins.cels.anl.gov:22", "opt@h:22"])
    }

    @Test func `ssh is asked anew with the name from the environment, for the name may select other sections`() async throws {
        let ssh = ScriptedSSH()
        _ = try await hops(RouteRequest(host: "h", jumps: .none), ssh, cels: "acels")
        #expect(
            ssh.arguments == [["-G", "-o", "ProxyCommand=none", "--", "h"], ["-G", "-l", "acels", "-o", "ProxyCommand=none", "--", "h"]])
    }

    // MARK: What else is carried on

    @Test func `the options reach ssh as arguments of their own`() async throws {
        let ssh = ScriptedSSH()
        let request = RouteRequest(host: "h:2222", jumps: .named(["[::1]"]), user: "opt", configurationFile: "/a b/config")
        _ = try await hops(request, ssh)
        #expect(
            ssh.arguments == [
                ["-G", "-F", "/a b/config", "-l", "opt", "--", "::1"],
                ["-G", "-F", "/a b/config", "-l", "opt", "-p", "2222", "-o", "ProxyCommand=none", "--", "h"],
            ])
    }

    @Test func `a ProxyCommand is passed over with a warning`() async throws {
        let ssh = ScriptedSSH(["h": ["proxycommand nc %h %p"]])
        #expect(try await hops(RouteRequest(host: "h"), ssh) == ["alice@logins.cels.anl.gov:22", "alice@h:22"])
        #expect(ssh.warnings == [.configurationIgnored(hop: "h", keyword: "ProxyCommand")])
    }

    @Test func `a password is allowed where it was asked for and is not forbidden`() async throws {
        let ssh = ScriptedSSH(["b": ["passwordauthentication no"]])
        let request = RouteRequest(host: "b", jumps: .named(["a"]), allowsPassword: true)
        #expect(try await route(request, ssh).hops.map(\.allowsPassword) == [true, false])
        #expect(try await route(RouteRequest(), ssh).hops.map(\.allowsPassword) == [false, false])
    }

    @Test func `a configuration that ssh refuses is an error, not a reason to guess`() async throws {
        let ssh = ScriptedSSH(["j": ["broken"], "k": ["port 0"], "l": ["proxyjump -oops"]])
        await #expect(throws: RouteError.configurationRejected(host: "j")) {
            try await hops(RouteRequest(host: "h", jumps: .named(["j"])), ssh)
        }
        await #expect(throws: RouteError.configurationUnusable(host: "k", keyword: "Port", value: "0")) {
            try await hops(RouteRequest(host: "k", jumps: .none), ssh)
        }
        await #expect(throws: RouteError.malformedHop("-oops")) { try await hops(RouteRequest(host: "l"), ssh) }
        await #expect(throws: RouteError.malformedHop("-x")) { try await hops(RouteRequest(host: "-x"), ssh) }
    }
}

/// `ssh -G` with a configuration of the test's: host, to the lines that differ from the defaults.
final class ScriptedSSH: Sendable {
    private let sections: [String: [String]]
    private let calls = Locked<[[String]]>([])
    private let heard = Locked<[TunnelWarning]>([])

    init(_ sections: [String: [String]] = [:]) { self.sections = sections }

    var arguments: [[String]] { calls.withLock { $0 } }
    var warnings: [TunnelWarning] { heard.withLock { $0 } }

    func warn(_ warning: TunnelWarning) { heard.withLock { $0.append(warning) } }

    func answer(_ arguments: [String]) -> String? {
        calls.withLock { $0.append(arguments) }
        guard let host = arguments.last else { return nil }
        func value(of option: String) -> String? {
            arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
        }
        let isOverridden = value(of: "-o") == "ProxyCommand=none"
        let lines = (sections[host] ?? []).filter { !(isOverridden && $0.hasPrefix("proxy")) }
        if lines == ["broken"] { return nil }
        let user = value(of: "-l").map { ["user \($0)"] } ?? []
        let port = value(of: "-p").map { ["port \($0)"] } ?? []
        return (["user alice", "hostname \(host)", "port 22"] + lines + user + port).joined(separator: "\n") + "\n"
    }
}
