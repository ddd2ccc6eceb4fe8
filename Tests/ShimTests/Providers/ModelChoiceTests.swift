import FakeArgo
import LosslessJSON
import Models
import Testing
import Translation

@testable import Shim

/// The user's own names of models, what models can do, and what is asked where one does not answer.
@Suite(.timeLimit(.minutes(2)))
struct ModelChoiceTests {
    private func call(_ client: Dialect, _ model: String) -> ForeignCall {
        ForeignCall(client: client, model: model, target: .chatCompletions)
    }

    private func sentModel(_ request: ReceivedRequest) throws -> String? {
        let body = try JSONDocument(request.body)
        return body.value("model", of: body.root).flatMap(body.string)
    }

    // MARK: Names

    @Test(arguments: Dialect.allCases)
    func `a name of the user's means a model of Argo's`(dialect: Dialect) async throws {
        try await withTestShim(change: { $0.aliases = [ModelAlias(name: "fast", target: "argo:gpt-4o")] }) { shim async throws in
            let call = call(dialect, "fast")
            let response = try await shim.send(shim.post(call.path(isStreaming: false), call.body("hi", isStreaming: false)))
            #expect(response.status == 200, "\(response.text)")
            #expect(try await sentModel(try #require(shim.argo.lastQuestion)) == "gpt4o")
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a name of the user's means a model of a provider's, before a model of Argo's of the same name`(dialect: Dialect) async throws {
        try await TestProvider.with([TestProvider.answer(isStreaming: false)]) { provider in
            let providers = try provider.providers(token: "key")
            let alias = ModelAlias(name: "gpt-4o", target: TestProvider.model)
            try await withTestShim(change: { ($0.providers, $0.aliases) = (providers, [alias]) }) { shim async throws in
                let call = call(dialect, "gpt-4o")
                let response = try await shim.send(shim.post(call.path(isStreaming: false), call.body("hi", isStreaming: false)))
                #expect(response.status == 200, "\(response.text)")
                #expect(try await sentModel(provider.fake.nextRequest()) == "openai/gpt-oss-120b")
            }
        }
    }

    // MARK: Capabilities

    private static let images: [(Dialect, String, String)] = [
        (
            .chat, #"{"model":"plain","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:,"}}]}]}"#,
            "messages[0].content[0]"
        ),
        (
            .messages,
            #"{"model":"plain","max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"image"}]}]}]}"#,
            "messages[0].content[0].content[0]"
        ),
        (
            .responses, #"{"model":"plain","input":[{"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_image"}]}]}"#,
            "input[0].content[1]"
        ),
        (.google, #"{"contents":[{"parts":[{"inline_data":{"mime_type":"image/png","data":""}}]}]}"#, "contents[0].parts[0]"),
    ]

    @Test(arguments: images)
    func `an image for a model that sees nothing is a 400 that says where it is`(dialect: Dialect, body: String, path: String) async throws
    {
        let alias = ModelAlias(name: "plain", target: "gpt-4o", capabilities: [.text])
        try await withTestShim(change: { $0.aliases = [alias] }) { shim async throws in
            let count = await shim.argo.requestCount
            let response = try await shim.send(shim.post(call(dialect, "plain").path(isStreaming: false), body))
            #expect(response.status == 400)
            #expect(response.text.contains("\(path): plain does not accept images: its capabilities are text"), "\(response.text)")
            #expect(await shim.argo.requestCount == count)
        }
    }

    @Test func `tools, conversations and embeddings are refused where the model has no use for them`() async throws {
        let aliases = [
            ModelAlias(name: "plain", target: "gpt-4o", capabilities: [.text]),
            ModelAlias(name: "vectors", target: "ada002", capabilities: [.embedding]),
        ]
        try await withTestShim(change: { $0.aliases = aliases }) { shim async throws in
            let tools = try await shim.send(shim.post("/v1/chat/completions", call(.chat, "plain").body("hi", isStreaming: false)))
            #expect(tools.status == 400 && tools.text.contains("does not accept tools"))
            let vector = try await shim.send(shim.post("/v1/embeddings", #"{"model":"plain","input":"a"}"#))
            #expect(vector.status == 400 && vector.text.contains("does not accept embeddings"))
            let talk = try await shim.send(shim.post("/v1/chat/completions", call(.chat, "vectors").body("hi", isStreaming: false)))
            #expect(talk.status == 400 && talk.text.contains("does not accept conversations"))
            let good = try await shim.send(shim.post("/v1/embeddings", #"{"model":"vectors","input":"a"}"#))
            #expect(good.status == 200)
        }
    }

    // MARK: Fallbacks

    @Test(arguments: Dialect.allCases, [429, 500, 503])
    func `another model is asked where one refuses before its answer begins`(dialect: Dialect, status: Int) async throws {
        let path = "/gateway/metis/api/v1/chat/completions"
        let refusals = [TestProvider.reply(status, #"{"error":{"message":"busy"}}"#), TestProvider.reply(status, "busy", path: path)]
        try await TestProvider.with(refusals) { provider in
            let providers = try provider.providers(token: "key")
            let fallbacks = ["oss": ["alcf-metis/gpt-oss-120b", "gpt-4o"]]
            let alias = ModelAlias(name: "oss", target: TestProvider.model)
            try await withTestShim(change: { ($0.providers, $0.aliases, $0.fallbacks) = (providers, [alias], fallbacks) }) {
                shim async throws in
                let call = call(dialect, "oss")
                let response = try await shim.send(shim.post(call.path(isStreaming: true), call.body("hi", isStreaming: true)))
                #expect(response.status == 200, "\(response.text)")
                #expect(await provider.fake.requests.map(\.path) == [TestProvider.path, path])
                #expect(try await sentModel(try #require(shim.argo.lastQuestion)) == "gpt4o")
                let notes = response.values(of: "x-argo-shim-note")
                #expect(notes.contains("alcf-metis/gpt-oss-120b used instead of oss, which answered \(status)"))
                #expect(notes.contains("gpt-4o used instead of alcf-metis/gpt-oss-120b, which answered \(status)"))
            }
        }
    }

    @Test func `another model is asked where a provider cannot be reached`() async throws {
        var gone: [Provider] = []
        try await TestProvider.with([]) { gone = try $0.providers(token: "key") }
        let providers = gone
        try await withTestShim(change: { ($0.providers, $0.fallbacks) = (providers, [TestProvider.model: ["gpt-4o"]]) }) {
            shim async throws in
            let call = call(.chat, TestProvider.model)
            let response = try await shim.send(shim.post(call.path(isStreaming: false), call.body("hi", isStreaming: false)))
            #expect(response.status == 200)
            #expect(response.value(of: "x-argo-shim-note")?.contains("which cannot be reached") == true)
        }
    }

    @Test func `the last model's refusal is the answer, and other errors are nobody else's`() async throws {
        let metis = "/gateway/metis/api/v1/chat/completions"
        let scripts = [
            TestProvider.reply(400, #"{"error":{"message":"no"}}"#), TestProvider.reply(503, #"{"error":{"message":"first"}}"#),
            TestProvider.reply(503, #"{"error":{"message":"second"}}"#, path: metis),
        ]
        try await TestProvider.with(scripts) { provider in
            let providers = try provider.providers(token: "key")
            let fallbacks = [TestProvider.model: ["alcf-metis/gpt-oss-120b"]]
            try await withTestShim(change: { ($0.providers, $0.fallbacks) = (providers, fallbacks) }) { shim async throws in
                let call = call(.chat, TestProvider.model)
                let bad = try await shim.send(shim.post(call.path(isStreaming: false), call.body("hi", isStreaming: false)))
                #expect(bad.status == 400)
                #expect(await provider.fake.requestCount == 1)
                let busy = try await shim.send(shim.post(call.path(isStreaming: false), call.body("hi", isStreaming: false)))
                #expect(busy.status == 503 && busy.text.contains("second"))
            }
        }
    }

    @Test func `a stream that breaks off is not begun anew with another model`() async throws {
        let start =
            #"data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}"#
        let script = Script(path: TestProvider.path, [.streamHead, .chunk(start + "\n\n"), .close])
        try await TestProvider.with([script]) { provider in
            let providers = try provider.providers(token: "key")
            try await withTestShim(change: { ($0.providers, $0.fallbacks) = (providers, [TestProvider.model: ["gpt-4o"]]) }) {
                shim async throws in
                let call = call(.chat, TestProvider.model)
                let response = try await shim.send(shim.post(call.path(isStreaming: true), call.body("hi", isStreaming: true)))
                #expect(response.isComplete == false)
                #expect(response.text.contains("Hel"))
                #expect(await shim.argo.requests.allSatisfy { $0.path == "/argoapi/v1/models" })
            }
        }
    }

    @Test func `OpenAI's old completions go to a provider of the dialect as they are, and to others as a conversation`() async throws {
        let text = #"{"id":"cmpl-1","object":"text_completion","choices":[{"index":0,"text":"Hello","finish_reason":"stop"}]}"#
        let message =
            #"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"#
        let scripts = [TestProvider.reply(200, text, path: "/v1/completions"), TestProvider.reply(200, message, path: "/v1/messages")]
        try await TestProvider.with(scripts) { provider in
            let address = try #require(ProviderAddress(provider.base + "/v1"))
            let providers = [
                Provider(name: "chatty", address: address, dialect: .chat), Provider(name: "wordy", address: address, dialect: .messages),
            ]
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let native = try await shim.send(shim.post("/v1/completions", #"{"model":"chatty/m", "prompt":["a","b"],"echo":true}"#))
                #expect(native.status == 200 && native.text == text, "\(native.text)")
                #expect(try await provider.fake.nextRequest().text == #"{"model":"m", "prompt":["a","b"],"echo":true}"#)
                let translated = try await shim.send(shim.post("/v1/completions", #"{"model":"wordy/m","prompt":"a","max_tokens":9}"#))
                #expect(translated.status == 200 && translated.text.contains(#""object":"text_completion""#), "\(translated.text)")
                #expect(translated.text.contains(#""text":"Hello""#), "\(translated.text)")
                let refused = try await shim.send(
                    shim.post("/v1/completions", #"{"model":"wordy/m","prompt":"a","max_tokens":9,"echo":true}"#))
                #expect(refused.status == 400 && !refused.text.contains("Argo"), "\(refused.text)")
                #expect(try await provider.fake.nextRequest().text.contains(#""messages":[{"role":"user""#))
            }
        }
    }
}
