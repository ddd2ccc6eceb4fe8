import Testing

@testable import Tunnel

struct PathExpansionTests {
    private let expansion = PathExpansion(
        account: .sample, name: "homes", address: Endpoint(host: "homes.example.org", port: 2_222), user: "remote", hostKeyAlias: nil)

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
