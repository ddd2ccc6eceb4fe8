import Testing

@testable import Shim

struct RequestTargetTests {
    @Test(arguments: [
        ("/v1/messages", "/v1/messages"),
        ("//v1//messages", "/v1/messages"),
        ("/v1/./messages", "/v1/messages"),
        ("/v1/x/../messages", "/v1/messages"),
        ("/../../v1/messages", "/v1/messages"),
        ("/v1/%2e%2E/health", "/health"),
        ("/v1/%2e/messages", "/v1/messages"),
        ("/v1/messages/", "/v1/messages/"),
        ("/v1/messages/..", "/v1/"),
        ("/..", "/"),
        ("/", "/"),
        ("/v1/a%2Fb", "/v1/a%2Fb"),
        ("/.well-known/x", "/.well-known/x"),
        ("/a/...", "/a/..."),
    ])
    func `a path loses its dot segments and doubled slashes and nothing else`(target: String, path: String) throws {
        #expect(try #require(RequestTarget(target)).path == path)
    }

    @Test(arguments: [
        ("/v1/messages?beta=true", "beta=true"),
        ("/v1/messages?a=//../b&c=%2e%2e", "a=//../b&c=%2e%2e"),
        ("/v1/messages?", ""),
        ("/v1/messages?a?b", "a?b"),
    ])
    func `the query is left alone`(target: String, query: String) throws {
        #expect(try #require(RequestTarget(target)).query == query)
    }

    @Test func `an absolute-form target gives its authority and its path`() throws {
        let target = try #require(RequestTarget("HTTP://127.0.0.1:8080/v1/models?limit=2"))
        #expect(target.authority == "127.0.0.1:8080")
        #expect(target.path == "/v1/models")
        #expect(target.query == "limit=2")
        #expect(try #require(RequestTarget("http://localhost")).path == "/")
    }

    @Test(arguments: ["", "*", "v1/messages", "example.com:443", "/a b", "/a\u{0}", "/a\r\nX: y", "/ä", "ftp://localhost/"])
    func `what is no origin-form and no absolute-form in plain ASCII is refused`(target: String) {
        #expect(RequestTarget(target) == nil)
    }
}
