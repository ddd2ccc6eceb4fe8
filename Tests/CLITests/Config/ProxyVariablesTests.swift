import Shim
import Testing

@testable import CLI

struct ProxyVariablesTests {
    private func proxy(_ environment: [String: String], _ address: String) throws -> String? {
        try ProxyVariables(environment).proxy(for: #require(ServiceAddress(address))).map { "\($0)" }
    }

    @Test func `the environment's proxies are taken as curl takes them`() throws {
        let environment = [
            "https_proxy": "http://secure:1", "HTTP_PROXY": "http://never:1", "ALL_PROXY": "socks5://all", "no_proxy": "a.org, .b.org",
        ]
        #expect(try proxy(environment, "https://c.org/v1") == "http://secure:1")
        #expect(try proxy(environment, "http://c.org/v1") == "socks5://all:1080")
        for direct in [
            "https://a.org", "https://x.a.org", "https://b.org", "https://x.B.org", "https://localhost:8443", "http://127.0.0.1:1",
        ] {
            #expect(try proxy(environment, direct) == nil, "\(direct)")
        }
        #expect(try proxy(environment, "https://aa.org") == "http://secure:1")
        #expect(try proxy(["HTTPS_PROXY": "p:3128", "NO_PROXY": "*"], "https://c.org") == nil)
        #expect(try proxy(["HTTPS_PROXY": " "], "https://c.org") == nil)
        #expect(try proxy([:], "https://c.org") == nil)
    }
}
