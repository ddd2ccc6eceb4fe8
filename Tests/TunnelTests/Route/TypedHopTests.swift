import Testing

@testable import Tunnel

struct TypedHopTests {
    @Test(
        arguments: [
            ("host", nil, "host", nil), ("alice@host", "alice", "host", nil), ("host:22", nil, "host", 22),
            ("alice@host:2222", "alice", "host", 2_222), ("[::1]", nil, "::1", nil), ("[::1]:22", nil, "::1", 22), ("::1", nil, "::1", nil),
            ("alice@fe80::1%eth0", "alice", "fe80::1%eth0", nil), ("bob@[10.0.0.1]:33", "bob", "10.0.0.1", 33),
            ("a@b@host", "a@b", "host", nil), ("ssh://alice@host:22", "alice", "host", 22), ("SSH://host/", nil, "host", nil),
            ("ssh://[::1]:22", nil, "::1", 22), ("Host_1.Example", nil, "Host_1.Example", nil),
        ] as [(String, String?, String, Int?)])
    func `a hop is read as people and ProxyJump write it`(text: String, user: String?, host: String, port: Int?) throws {
        let hop = try TypedHop(parsing: text)
        #expect(hop.user == user)
        #expect(hop.host == host)
        #expect(hop.port == port)
    }

    @Test(arguments: [
        "", "@", "alice@", "@host", ":22", "host:", "host:0", "host:65536", "host:x", "host:-1", "host:2222222222222222222222", "[::1",
        "[]",
        "[::1]x", "[::1]:", "-oProxyCommand=x", "-l@host", "a b", "host\n", "ho$t", "host;ls", "a`b`", "alice$(x)@host", "ssh://host/path",
        "ssh://", "h\u{0}st",
    ])
    func `what is no hop, or could be an option or a command, is refused`(text: String) {
        #expect(throws: RouteError.malformedHop(text)) { try TypedHop(parsing: text) }
    }

    @Test func `a list is read first to last, and an empty place in it is refused`() throws {
        let hops = try TypedHop.list(parsing: "a,bob@[::1]:33,ssh://c")
        #expect(hops.map(\.host) == ["a", "::1", "c"])
        #expect(throws: RouteError.malformedHop("")) { try TypedHop.list(parsing: "a,,b") }
    }
}

struct PathExpansionTests {
    private let expansion = PathExpansion(
        account: .sample, hop: Hop(name: "homes", address: Endpoint(host: "homes.example.org", port: 2_222), user: "remote"))

    @Test(arguments: [
        ("/a/b", "/a/b"), ("relative", "relative"), ("~", "/home/alice"), ("~/x", "/home/alice/x"), ("a~", "a~"),
        ("%d/%u-%i", "/home/alice/alice-1001"), ("%h:%p %n %r %k", "homes.example.org:2222 homes remote homes.example.org"),
        ("%L %l", "laptop laptop.example.org"), ("100%%", "100%"), ("${KEYS}/k", "/keys/k"), ("a$b", "a$b"), ("$KEYS", "$KEYS"),
        ("${EMPTY}x", "x"), ("%%h", "%h"),
    ])
    func `tokens and variables are replaced`(path: String, result: String) {
        #expect(expansion.expanding(path) == result)
    }

    @Test(arguments: ["~bob/x", "%", "a%", "%C", "%j", "%z", "${", "${KEYS", "${MISSING}", "${}"])
    func `what cannot be expanded gives nothing`(path: String) {
        #expect(expansion.expanding(path) == nil)
    }

    @Test func `in a path that ssh has expanded a percent sign stands for itself`() {
        #expect(expansion.expandingHome("/a/100%/${KEYS}") == "/a/100%/${KEYS}")
        #expect(expansion.expandingHome("~/100%") == "/home/alice/100%")
        #expect(expansion.expandingHome("~bob") == nil)
    }
}
