import FakeArgo
import NIOHTTP1
import Testing
import Translation

@testable import Shim

struct RouterTests {
    private func route(_ method: HTTPMethod, _ target: String, _ headers: HTTPHeaders = [:]) throws -> Result<Route, ErrorResponse> {
        Router.route(method, try #require(RequestTarget(target)), headers: headers)
    }

    @Test(arguments: [
        ("/v1/messages?beta=true", APIEndpoint.messages, "/argoapi/v1/messages?beta=true"),
        ("/argoapi/v1/messages", .messages, "/argoapi/v1/messages"),
        ("/messages", .messages, "/argoapi/v1/messages"),
        ("/argoapi/messages", .messages, "/argoapi/v1/messages"),
        ("/v1/messages/count_tokens", .countTokens, "/argoapi/v1/messages/count_tokens"),
        ("/chat/completions", .chatCompletions, "/argoapi/v1/chat/completions"),
        ("/v1/chat/completions/", .chatCompletions, "/argoapi/v1/chat/completions"),
        ("//v1//chat/completions", .chatCompletions, "/argoapi/v1/chat/completions"),
        ("/responses", .responses, "/argoapi/v1/responses"),
        ("/embeddings", .embeddings, "/argoapi/v1/embeddings"),
        ("/api/v1/resource/chat", .legacyChat, "/argoapi/api/v1/resource/chat/"),
        ("/v1/chat", .legacyChat, "/argoapi/api/v1/resource/chat/"), ("/v1/embed/", .legacyEmbed, "/argoapi/api/v1/resource/embed/"),
        ("/argoapi/api/v1/resource/streamchat/", .legacyStreamChat, "/argoapi/api/v1/resource/streamchat/"),
        ("http://127.0.0.1:9/v1/messages", .messages, "/argoapi/v1/messages"),
    ])
    func `a POST goes upstream below argoapi`(target: String, endpoint: APIEndpoint, path: String) throws {
        #expect(try route(.POST, target).get() == .forward(endpoint, path: path))
    }

    @Test(arguments: [
        ("/health", Route.LocalRoute.health), ("/v1/models", .models(ModelPage(), shape: .shared)),
        ("/models", .models(ModelPage(), shape: .shared)),
        ("/argoapi/v1/models?limit=1000", .models(ModelPage(limit: 1000), shape: .shared)),
        ("/v1/models?client_version=0.163.0", .models(ModelPage(), shape: .codex)),
        ("/v1/models?x=1&limit=3", .models(ModelPage(limit: 3), shape: .shared)),
        ("/v1/models/gpt-4o", .model(id: "gpt-4o", shape: .shared)), ("/v1/models/argo:gpt-4o", .model(id: "argo:gpt-4o", shape: .shared)),
        ("/v1/status", .status),
    ])
    func `what the shim knows it answers itself`(target: String, local: Route.LocalRoute) throws {
        #expect(try route(.GET, target).get() == .local(local))
    }

    @Test(arguments: ["/", "/argoapi", "/argoapi/", "/argoapi/api/hello", "/argoapi/v1/messages"])
    func `a HEAD probe on the root and below argoapi is answered without Argo`(target: String) throws {
        #expect(try route(.HEAD, target).get() == .probe)
    }

    @Test(arguments: [
        "/version", "/api/tags", "/props", "/v1/props", "/api/v1/models", "/api/show", "/argoapiX/v1/messages", "/v1", "/v1/files",
        "/argoapi/version", "/v1/messages/batches", "/v1/responses/compact", "/v1/responses/input_tokens", "/v1/models/../../x",
    ])
    func `what is neither Argo's nor ours is 404, so that no client takes us for somebody else`(target: String) throws {
        for method in [HTTPMethod.GET, .POST] {
            guard case .failure(let error) = try route(method, target) else {
                Issue.record("\(method) \(target) has a route")
                continue
            }
            #expect(error.status == 404)
        }
    }

    @Test(arguments: [
        (HTTPMethod.GET, "/v1/messages", "POST, OPTIONS"), (.PUT, "/v1/chat/completions", "POST, OPTIONS"),
        (.POST, "/v1/models", "GET, HEAD, OPTIONS"), (.TRACE, "/health", "GET, HEAD, OPTIONS"), (.GET, "/refresh", "POST, OPTIONS"),
    ])
    func `another method is 405 and names those that are taken`(method: HTTPMethod, target: String, allow: String) throws {
        guard case .failure(let error) = try route(method, target) else {
            Issue.record("there is a route")
            return
        }
        #expect(error.status == 405)
        #expect(error.headers == ["allow": allow])
    }

    @Test func `OPTIONS names the methods and no origin`() throws {
        #expect(try route(.OPTIONS, "/v1/messages").get() == .local(.options(allow: "POST, OPTIONS")))
    }

    @Test func `a WebSocket upgrade is 426`() throws {
        guard case .failure(let error) = try route(.GET, "/v1/responses", ["upgrade": "WebSocket", "connection": "upgrade"]) else {
            Issue.record("there is a route")
            return
        }
        #expect(error.status == 426)
    }

    @Test func `a kept answer is read and deleted here, and what is below it upstream`() throws {
        #expect(try route(.DELETE, "/v1/responses/resp_1").get() == .local(.storedResponse(id: "resp_1", isDeletion: true)))
        #expect(try route(.GET, "/v1/responses/resp_1?a=b").get() == .local(.storedResponse(id: "resp_1", isDeletion: false)))
        var page = InputItems.Page()
        (page.isAscending, page.limit, page.after) = (true, 5, "b")
        #expect(
            try route(.GET, "/v1/responses/resp_1/input_items?order=asc&limit=5&after=b").get()
                == .local(.inputItems(id: "resp_1", page)))
        #expect(
            try route(.POST, "/v1/responses/resp_1/cancel?a=b").get()
                == .forwardResponseItem(path: "/argoapi/v1/responses/resp_1/cancel?a=b"))
    }

    @Test func `a kept answer is not streamed`() throws {
        guard case .failure(let error) = try route(.GET, "/v1/responses/resp_1?stream=true") else {
            Issue.record("there is a route")
            return
        }
        #expect(error.status == 400)
    }

    @Test(arguments: [
        ("/v1/messages", Dialect.messages), ("/argoapi/v1/messages/count_tokens", .messages), ("/messages", .messages),
        ("/v1/responses", .responses), ("/v1/chat/completions", .chat), ("/nowhere", .chat),
    ])
    func `errors are spelled in the dialect of the path`(path: String, dialect: Dialect) {
        #expect(Router.dialect(ofPath: path, headers: [:]) == dialect)
    }

    @Test func `an Anthropic client is told by its header where the path says nothing`() {
        #expect(Router.dialect(ofPath: "/v1/models", headers: ["anthropic-version": "2023-06-01"]) == .messages)
    }
}

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

/// Argo's own routes, under the names that gateways before this one gave them.
@Suite(.timeLimit(.minutes(2)))
struct LegacyRouteTests {
    @Test(arguments: [
        ("/v1/chat", "/argoapi/api/v1/resource/chat/", #"{"model":"gpt4o","messages":[{"role":"user","content":"Say hi"}]}"#, "Hello from"),
        (
            "/v1/streamchat", "/argoapi/api/v1/resource/streamchat/",
            #"{"model":"gpt4o","messages":[{"role":"user","content":"Say hi"}]}"#, "Hello from"
        ),
        ("/v1/embed", "/argoapi/api/v1/resource/embed/", #"{"model":"v3small","prompt":["Say hi"]}"#, #""embedding":[["#),
    ])
    func `Argo gets the request as it is, with the user`(path: String, upstream: String, body: String, answer: String) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post(path, body))
            #expect(response.status == 200 && response.text.contains(answer), "\(response.text.prefix(300))")
            let request = try #require(await shim.argo.lastQuestion)
            #expect(request.path == upstream)
            #expect(String(decoding: request.body, as: UTF8.self) == #"{"user":"tester","# + body.dropFirst())
        }
    }
}
