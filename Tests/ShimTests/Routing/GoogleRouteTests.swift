import FakeArgo
import LosslessJSON
import NIOHTTP1
import Testing
import Translation

@testable import Shim

/// Google's API: its paths, its credentials, its list of models, its errors.
@Suite(.timeLimit(.minutes(2)))
struct GoogleRouteTests {
    private let hello = #"{"contents":[{"role":"user","parts":[{"text":"Say hi"}]}]}"#

    private func route(_ method: HTTPMethod, _ target: String, _ headers: HTTPHeaders = [:]) throws -> Result<Route, ErrorResponse> {
        Router.route(method, try #require(RequestTarget(target)), headers: headers)
    }

    // MARK: Paths

    @Test(arguments: [
        ("/v1beta/models/gemini-2.5-pro:generateContent", "gemini-2.5-pro", GoogleCall.Method.generateContent, false),
        ("/v1/models/gpt-4o:streamGenerateContent?alt=sse", "gpt-4o", .streamGenerateContent, true),
        ("/google/v1beta/models/gpt-4o:streamGenerateContent", "gpt-4o", .streamGenerateContent, false),
        ("/argoapi/v1beta/models/argo:gpt-4o:countTokens", "argo:gpt-4o", .countTokens, false),
        ("/v1beta/models/anthropic%2Fclaude-opus-4-8:generateContent", "anthropic/claude-opus-4-8", .generateContent, false),
        ("/v1beta/models/anthropic/claude-opus-4-8:generateContent", "anthropic/claude-opus-4-8", .generateContent, false),
        ("/v1/models/text-embedding-3-small:batchEmbedContents", "text-embedding-3-small", .batchEmbedContents, false),
    ])
    func `a call has its model and its method in the path`(
        target: String, model: String, method: GoogleCall.Method, wantsEvents: Bool
    ) throws {
        guard case .success(.google(let call)) = try route(.POST, target) else {
            Issue.record("no call")
            return
        }
        #expect(call.model == model)
        #expect(call.method == method)
        #expect(call.wantsEvents == wantsEvents)
        #expect(Router.isGooglePath(try #require(RequestTarget(target)).path))
    }

    @Test(arguments: ["/v1/models/gpt-4o:explain", "/v1beta/models/:generateContent", "/v1/models/gpt-4o", "/v1beta/files"])
    func `anything else is no call`(target: String) throws {
        if case .success(.google) = try route(.POST, target) { Issue.record("a call") }
    }

    @Test(arguments: [
        ("/openai/v1/chat/completions", APIEndpoint.chatCompletions), ("/anthropic/v1/messages", .messages),
        ("/openai/v1/responses", .responses), ("/openai/v1/completions", .completions), ("/openai/v1/embeddings", .embeddings),
        ("/argoapi/openai/v1/chat/completions", .chatCompletions), ("/anthropic/v1/messages/count_tokens", .countTokens),
    ])
    func `the prefixes of the vendors lead to their routes`(target: String, endpoint: APIEndpoint) throws {
        #expect(try route(.POST, target) == .success(.forward(endpoint, path: "/argoapi" + endpoint.path)))
    }

    @Test(arguments: [
        ("/openai/v1/models", ModelListShape.shared), ("/anthropic/v1/models", .shared), ("/google/v1beta/models", .google),
        ("/google/v1/models", .google),
    ])
    func `a vendor's prefix leads to the vendor's list of models`(target: String, shape: ModelListShape) throws {
        #expect(try route(.GET, target) == .success(.local(.models(ModelPage(), shape: shape))))
        #expect(try route(.GET, target + "/gpt-4o") == .success(.local(.model(id: "gpt-4o", shape: shape))))
    }

    @Test(arguments: [
        ("/openai/v1/models", Dialect.chat), ("/anthropic/v1/models", .messages), ("/argoapi/anthropic/v1/files", .messages),
        ("/google/v1/models", .google), ("/openai/v1/responses", .responses), ("/anthropical/v1/models", .chat),
    ])
    func `a vendor's prefix tells the dialect of errors`(path: String, dialect: Dialect) throws {
        #expect(Router.dialect(ofPath: path, headers: [:]) == dialect)
        #expect(Router.isGooglePath(path) == (dialect == .google))
    }

    @Test func `a stored response is found behind the prefix`() throws {
        #expect(
            try route(.GET, "/openai/v1/responses/resp_1")
                == .success(.local(.storedResponse(id: "resp_1", isDeletion: false))))
    }

    @Test func `the list of models has the shape of who asks`() throws {
        #expect(try route(.GET, "/v1/models", ["x-goog-api-key": "k"]) == .success(.local(.models(ModelPage(), shape: .google))))
        #expect(try route(.GET, "/v1beta/models?pageSize=5") == .success(.local(.models(ModelPage(limit: 5), shape: .google))))
        #expect(try route(.GET, "/v1beta/models/a%20b") == .success(.local(.model(id: "a b", shape: .google))))
        #expect(try route(.GET, "/v1/models") == .success(.local(.models(ModelPage(), shape: .shared))))
    }

    @Test(arguments: [("a%20b%2fc", "a b/c"), ("a%", "a%"), ("a%2", "a%2"), ("%zz", "%zz"), ("%+1", "%+1"), ("%c3%a4", "ä"), ("", "")])
    func `percent-encoding is undone where there is any`(encoded: String, plain: String) {
        #expect(PercentEncoding.decoded(encoded) == plain)
    }

    // MARK: Through the shim

    private func post(_ shim: TestShim, _ path: String, _ body: String, _ headers: [String]) -> String {
        let all = ["POST \(path) HTTP/1.1", "Host: 127.0.0.1:\(shim.port)", "content-length: \(body.utf8.count)"] + headers
        return all.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    @Test func `Google's credentials are taken, and neither logged nor sent on`() async throws {
        try await withTestShim { shim async throws in
            let path = "/v1beta/models/gemini-2.5-pro:generateContent"
            let byHeader = try await shim.send(post(shim, path, hello, ["x-goog-api-key: \(TestTokens.good)"]))
            #expect(byHeader.status == 200, "\(byHeader.text)")
            let byQuery = try await shim.send(post(shim, path + "?key=\(TestTokens.good)&alt=json", hello, []))
            #expect(byQuery.status == 200, "\(byQuery.text)")
            for request in await shim.argo.requests {
                #expect(!request.path.contains(TestTokens.good))
                #expect(!request.headers.contains { $0.value.contains(TestTokens.good) })
            }
            #expect(!shim.log.text.contains(TestTokens.good))
            // The query of other paths goes to Argo: no token is taken from it.
            let chat = try await shim.send(post(shim, "/v1/chat/completions?key=\(TestTokens.good)", "{}", []))
            #expect(chat.status == 401)
        }
    }

    @Test func `a wrong key is refused in Google's words`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(
                post(shim, "/v1beta/models/gemini-2.5-pro:generateContent?key=wrong", hello, ["x-goog-api-key: wrong"]))
            #expect(response.status == 401)
            #expect(response.text.hasPrefix(#"{"error":{"code":401,"message":"argo-shim: "#), "\(response.text)")
            #expect(response.text.hasSuffix(#""status":"UNAUTHENTICATED"}}"#))
        }
    }

    @Test func `fault 17: an unknown model is not found, with the nearest names, and Argo is not asked`() async throws {
        try await withTestShim { shim async throws in
            let count = await shim.argo.requestCount
            let response = try await shim.send(shim.post("/v1beta/models/gemini-2.5-pri:generateContent", hello))
            #expect(response.status == 404)
            #expect(response.text.contains("gemini-2.5-pro"))
            #expect(response.text.hasSuffix(#""status":"NOT_FOUND"}}"#))
            #expect(await shim.argo.requestCount == count)
        }
    }

    @Test func `models are listed in Google's shape`() async throws {
        try await withTestShim { shim async throws in
            let list = try JSONDocument(try await shim.get("/v1beta/models").body)
            let models = list.elements(of: try #require(list.value("models", of: list.root)))
            let names = models.compactMap { list.value("name", of: $0).flatMap(list.string) }
            #expect(names.contains("models/gemini-2.5-pro") && names.contains("models/claude-opus-4-8"))
            let model = try await shim.get("/v1/models/gpt-4o", headers: ["x-goog-api-key: \(TestTokens.good)"])
            #expect(model.text.hasPrefix(#"{"name":"models/gpt-4o","#), "\(model.text)")
        }
    }

    @Test func `a stream that is not asked for as events is a list that grows`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post("/v1beta/models/gpt-5.5:streamGenerateContent", hello))
            #expect(response.status == 200)
            #expect(response.value(of: "content-type") == "application/json")
            let list = try JSONDocument(response.body)
            let chunks = list.elements(of: list.root).map { StreamEvent(data: Array(list.text(of: $0))) }
            #expect(chunks.count > 2)
            let summary = try ExpectedAnswer.$model.withValue("gpt-5.5") { try Grammar.summary(ofStream: chunks, in: .google) }
            #expect(summary.text.hasSuffix("You said: Say hi"))
        }
    }

    // MARK: Counts and embeddings

    @Test(arguments: [
        #"{"contents":[{"role":"user","parts":[{"text":"Say hi"}]}],"generationConfig":{"temperature":1}}"#,
        #"{"generateContentRequest":{"contents":[{"role":"user","parts":[{"text":"Say hi"}]}]}}"#,
    ])
    func `tokens are counted where Argo counts them`(body: String) async throws {
        try await withTestShim(quirks: Quirks.all.with(.ignoresStreamOnCountTokens, false)) { shim async throws in
            let response = try await shim.send(shim.post("/v1beta/models/claude-opus-4-8:countTokens", body))
            #expect(response.status == 200, "\(response.text)")
            #expect(response.text.wholeMatch(of: /{"totalTokens":[1-9][0-9]*}/) != nil, "\(response.text)")
            let sent = String(decoding: try #require(await shim.argo.lastQuestion).body, as: UTF8.self)
            #expect(!sent.contains("max_tokens"))
            let other = try await shim.send(shim.post("/v1beta/models/gemini-2.5-pro:countTokens", body))
            #expect(other.status == 404)
        }
    }

    @Test func `a text gets its embedding, with the numbers as Argo spells them`() async throws {
        try await withTestShim { shim async throws in
            let own = try await shim.send(shim.post("/v1/embeddings", #"{"model":"v3small","input":"one two","dimensions":8}"#))
            let numbers = try #require(own.text.firstMatch(of: /"embedding":(\[[^\]]*\])/)).1
            let response = try await shim.send(
                shim.post(
                    "/v1beta/models/text-embedding-3-small:embedContent",
                    #"{"content":{"parts":[{"text":"one"},{"text":" two"}]},"output_dimensionality":8,"taskType":"RETRIEVAL_QUERY"}"#))
            #expect(response.text == #"{"embedding":{"values":\#(numbers)}}"#)
            #expect(response.values(of: "x-argo-shim-note") == ["taskType dropped: the upstream has no such field"])
        }
    }

    @Test func `more texts than Argo takes are sent in batches`() async throws {
        try await withTestShim { shim async throws in
            let count = await shim.argo.requestCount
            let requests = (0..<20).map { #"{"content":{"parts":[{"text":"\#($0)"}]},"outputDimensionality":8}"# }.joined(separator: ",")
            let response = try await shim.send(
                shim.post("/v1/models/text-embedding-3-small:batchEmbedContents", "{\"requests\":[\(requests)]}"))
            #expect(response.status == 200, "\(response.text)")
            let list = try JSONDocument(response.body)
            #expect(list.elements(of: try #require(list.value("embeddings", of: list.root))).count == 20)
            #expect(await shim.argo.requestCount == count + 2)
        }
    }

    @Test(arguments: [
        ("embedContent", "{}", 400), ("batchEmbedContents", #"{"requests":[]}"#, 400), ("embedContent", "[]", 400),
        ("embedContent", "", 400),
        ("embedContent", #"{"content":{"parts":[{"inlineData":{}}]}}"#, 400), ("generateContent", "nonsense", 400),
    ])
    func `what is no such request is refused`(method: String, body: String, status: Int) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post("/v1beta/models/text-embedding-3-small:\(method)", body))
            #expect(response.status == status, "\(response.text)")
            #expect(response.text.hasSuffix(#""status":"INVALID_ARGUMENT"}}"#))
            let other = try await shim.send(shim.post("/v1beta/models/gpt-4o:embedContent", #"{"content":"hi"}"#))
            #expect(other.status == 404)
        }
    }
}
