import FakeArgo
import LosslessJSON
import NIOCore
import Testing
import Translation

@testable import Shim

/// A provider that speaks Google's dialect, where model and method stand in the path.
@Suite(.timeLimit(.minutes(2)))
struct GoogleProviderTests {
    private static let model = "vendor/gemini-2.5-pro"
    private static let path = "/v1beta/models/gemini-2.5-pro:"
    private static let calls = Dialect.allCases.map { ForeignCall(client: $0, model: model, target: .chatCompletions) }
    private static let headers = [HeaderField("content-type", "application/json"), HeaderField("x-request-id", "up-1")]

    /// Runs a shim in front of a provider that does what the scripts say.
    private func withProvider(
        _ scripts: [Script], path: String = "", maximumOutput: Int? = nil,
        _ body: (TestShim, FakeArgo) async throws -> Void
    ) async throws {
        try await withFakeArgo(quirks: .none, scripts: scripts) { fake in
            let address = try #require(ProviderAddress("http://localhost:\(fake.port)\(path)"))
            var provider = Provider(name: "vendor", address: address, dialect: .google)
            provider.keys = [.variable("KEY", ProviderKey("secret-key"))]
            provider.limits.maximumOutput = maximumOutput
            let providers = [provider]
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in try await body(shim, fake) }
        }
    }

    private func script(_ method: String, status: Int = 200, _ text: String) -> Script {
        Script(path: Self.path + method, [.head(status, Self.headers), .chunk(text), .end])
    }

    private func stream(_ events: [String], _ ending: Step = .end) -> Script {
        Script(path: Self.path + "streamGenerateContent", [.streamHead] + events.map { .event(nil, $0) } + [ending])
    }

    private static func answer() throws -> String { try #require(Scenario.calls.bodies[.google]) }

    // MARK: Every client

    @Test(arguments: calls, [true, false])
    func `its model answers in the dialect of its client`(call: ForeignCall, isStreaming: Bool) async throws {
        let events = try #require(Scenario.calls.streams[.google])
        let scripts = isStreaming ? [stream(events)] : [script("generateContent", try Self.answer())]
        try await withProvider(scripts) { shim, fake async throws in
            let usage = call.client == .chat && isStreaming ? #","stream_options":{"include_usage":true}"# : ""
            let body = call.body("Say hi", isStreaming: isStreaming, members: usage)
            let response = try await shim.send(shim.post(call.path(isStreaming: isStreaming), body))
            try #require(response.status == 200 && response.isComplete == true, "\(response.text)")
            if call.client == .google {
                // What is its own goes through as it came.
                let events = ForeignCall.events(response.body).map { String(decoding: $0.data, as: UTF8.self) }
                #expect(isStreaming ? events == Scenario.calls.streams[.google] : response.text == Scenario.calls.bodies[.google])
            } else {
                let summary = try call.summary(response, isStreaming: isStreaming)
                #expect(summary.text == "Now." && summary.calls.map(\.name) == ["read", "list"] && summary.ending == .calls)
            }
            let request = try await fake.nextRequest()
            #expect(request.target == Self.path + (isStreaming ? "streamGenerateContent?alt=sse" : "generateContent"))
            #expect(request.values(of: "x-goog-api-key") == ["secret-key"])
            #expect(request.values(of: "authorization").isEmpty && request.values(of: "x-api-key").isEmpty)
            let sent = try JSONDocument(request.body)
            #expect(sent.value("model", of: sent.root) == nil && sent.value("contents", of: sent.root)?.kind == .array)
            #expect(!shim.log.text.contains("secret-key"))
        }
    }

    @Test(arguments: calls, [true, false])
    func `its errors keep status and wording in the client's shape`(call: ForeignCall, isStreaming: Bool) async throws {
        let error =
            #"{"error":{"code":429,"message":"Quota is used up.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}"#
        let scripts = [script(isStreaming ? "streamGenerateContent" : "generateContent", status: 429, error)]
        try await withProvider(scripts) { shim, _ async throws in
            let response = try await shim.send(
                shim.post(call.path(isStreaming: isStreaming), call.body("hi", isStreaming: isStreaming)))
            #expect(response.status == 429 && response.text.contains("Quota is used up."), "\(response.text)")
            if call.client == .google { #expect(response.text == error) }
            if call.client == .messages { #expect(response.text.contains(#""type":"rate_limit_error""#)) }
        }
    }

    @Test(arguments: calls)
    func `a key that it does not take and a model that it does not have come with what to do`(call: ForeignCall) async throws {
        let key = #"{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}"#
        let model = #"{"error":{"code":404,"message":"models/x is not found for API version v1beta, or …","status":"NOT_FOUND"}}"#
        let scripts = [script("generateContent", status: 400, key), script("generateContent", status: 404, model)]
        try await withProvider(scripts) { shim, _ async throws in
            for (status, advice) in [(400, "argo-shim read the key from $KEY when it started"), (404, "Nearest models: ")] {
                let response = try await shim.send(shim.post(call.path(isStreaming: false), call.body("hi", isStreaming: false)))
                #expect(response.status == status && response.text.contains(advice), "\(response.text)")
            }
        }
    }

    @Test(arguments: calls)
    func `a stream that ends without a reason is cut, and one that fails says so`(call: ForeignCall) async throws {
        let events = Array(try #require(Scenario.text.streams[.google]).dropLast())
        let error = #"{"error":{"code":503,"message":"Overloaded.","status":"UNAVAILABLE"}}"#
        let scripts = [stream(events), stream(events, .truncate), stream(events + [error])]
        try await withProvider(scripts) { shim, _ async throws in
            for isFailing in [false, false, true] {
                let response = try await shim.send(shim.post(call.path(isStreaming: true), call.body("hi", isStreaming: true)))
                #expect(response.status == 200 && response.isComplete == isFailing, "\(response.text)")
                #expect(response.text.contains("Overloaded.") == isFailing)
            }
        }
    }

    // MARK: Google's own clients

    @Test(arguments: [
        (#"{"generationConfig":{"maxOutputTokens":900}}"#, #"{"generationConfig":{"maxOutputTokens":100}}"#),
        (#"{"generation_config":{"max_output_tokens":900}}"#, #"{"generation_config":{"max_output_tokens":100}}"#),
        (#"{"generationConfig":{"maxOutputTokens":99}}"#, #"{"generationConfig":{"maxOutputTokens":99}}"#),
    ])
    func `a wish for a longer answer than the limits allow is lowered`(body: String, sent: String) async throws {
        try await withProvider([script("generateContent", try Self.answer())], maximumOutput: 100) { shim, fake async throws in
            let response = try await shim.send(shim.post("/v1beta/models/\(Self.model):generateContent", body))
            #expect(response.status == 200)
            let note = response.value(of: "x-argo-shim-note")
            #expect(note?.hasSuffix("900 sent as 100, the limit of vendor") == (body == sent ? nil : true))
            #expect(try await fake.nextRequest().text == sent)
        }
    }

    @Test func `a request of its own dialect keeps every byte, and the client's key goes nowhere`() async throws {
        try await withProvider([script("generateContent", try Self.answer())]) { shim, fake async throws in
            let body = #"{ "contents":[{"parts":[{"text":"h\u0069"}]}],  "generationConfig":{"temperature":1.0} , "timeout":3}"#
            let response = try await shim.send(shim.post("/v1beta/models/\(Self.model):generateContent?key=client-key", body))
            #expect(response.status == 200)
            #expect(response.text == Scenario.calls.bodies[.google])
            let request = try await fake.nextRequest()
            #expect(request.text == body)
            #expect(!request.target.contains("client-key"))
        }
    }

    @Test(arguments: [
        (
            "countTokens", #"{"generateContentRequest":{"model":"models/vendor/gemini-2.5-pro","contents":[]}}"#,
            #"{"generateContentRequest":{"model":"models/gemini-2.5-pro","contents":[]}}"#
        ),
        ("embedContent", #"{"content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"}"#, nil),
        (
            "batchEmbedContents", #"{"requests":[{"model":"models/vendor/gemini-2.5-pro","content":{}},{"content":{}}]}"#,
            #"{"requests":[{"model":"models/gemini-2.5-pro","content":{}},{"content":{}}]}"#
        ),
    ])
    func `counts and embeddings go through, under the provider's name for the model`(
        method: String, body: String, sent: String?
    ) async throws {
        try await withProvider([script(method, #"{"totalTokens":3}"#)]) { shim, fake async throws in
            let response = try await shim.send(shim.post("/v1beta/models/\(Self.model):\(method)", body))
            #expect(response.status == 200 && response.text == #"{"totalTokens":3}"#)
            let request = try await fake.nextRequest()
            #expect(request.text == sent ?? body)
        }
    }

    @Test func `an Anthropic client's count is Google's, of all that is sent`() async throws {
        try await withProvider([script("countTokens", #"{"totalTokens":31,"promptTokensDetails":[]}"#), script("countTokens", "{}")]) {
            shim, fake async throws in
            let body =
                #"{"model":"\#(Self.model)","system":"Be brief.","messages":[{"role":"user","content":"hi"}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}"#
            let response = try await shim.send(shim.post("/v1/messages/count_tokens", body))
            #expect(response.status == 200 && response.text == #"{"input_tokens":31}"#, "\(response.text)")
            let request = try await fake.nextRequest()
            #expect(
                request.text
                    == #"{"generateContentRequest":{"model":"models/gemini-2.5-pro","systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"hi"}]}],"tools":[{"functionDeclarations":[{"name":"f"}]}]}}"#
            )
            // A client that believed in 0 tokens would stop compacting.
            #expect(try await shim.send(shim.post("/v1/messages/count_tokens", body)).status == 502)
        }
    }

    @Test func `a stream as a JSON list goes through as it comes`() async throws {
        let gate = Gate()
        let steps: [Step] = [.head(200, Self.headers), .chunk(#"[{"candidates":[]}"#), .wait(for: gate), .chunk("]"), .end]
        try await withProvider([Script(path: Self.path + "streamGenerateContent", steps)]) { shim, _ async throws in
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1beta/models/\(Self.model):streamGenerateContent", #"{"contents":[]}"#))
            _ = try await connection.read(until: "candidates")
            gate.open()
            #expect(try await connection.response().isComplete == true)
        }
    }

    @Test func `an empty line keeps a silent stream alive, and the last event needs none behind it`() throws {
        var reply = ReplyTranscript(
            ReplyTranscript.context(UpstreamRoute(conversationIn: .google, of: "up", isStreaming: true), streams: true))
        let events = try #require(Scenario.text.streams[.google])
        reply.receiveHead(200, "text/event-stream")
        reply.receive("data: \(events[0])\n\n")
        reply.pass(.seconds(16))
        #expect(reply.text == "data: \(events[0])\n\n\n", "google-genai takes a comment for JSON")
        reply.receive("data: \(events[1])")
        reply.receiveEnd()
        #expect(reply.ending == .end && reply.text.hasSuffix("data: \(events[1])\n\n"))
    }

    // MARK: Addresses and lists

    @Test(arguments: [
        ("", "/v1beta/models/"), ("/v1beta", "/v1beta/models/"), ("/gw/", "/gw/v1beta/models/"),
        ("/v1/publishers/google", "/v1/publishers/google/models/"),
    ])
    func `the version of the API may stand in the address`(address: String, path: String) async throws {
        let answer = Script(path: path + "a%2Fb:generateContent", [.head(200, Self.headers), .chunk(try Self.answer()), .end])
        try await withProvider([answer], path: address) { shim, _ async throws in
            let body = #"{"model":"vendor/a/b","messages":[{"role":"user","content":"hi"}]}"#
            #expect(try await shim.send(shim.post("/v1/chat/completions", body)).status == 200)
        }
    }

    @Test func `its list of models is read`() async throws {
        let list = #"{"models":[{"name":"models/gemini-2.5-pro","displayName":"Gemini"},{"name":"models/embed"}]}"#
        try await withProvider([Script(path: "/v1beta/models", [.head(200, Self.headers), .chunk(list), .end])]) {
            shim, fake async throws in
            let response = try await shim.get("/v1/models")
            #expect(response.text.contains(#""id":"vendor/gemini-2.5-pro""#) && response.text.contains(#""id":"vendor/embed""#))
            #expect(try await fake.nextRequest().target == "/v1beta/models?pageSize=1000")
        }
    }
}
