import FakeArgo
import Testing
import Translation

@testable import Shim

/// The list of models, with those that are not Argo's, and what is said of names that mean none.
@Suite(.timeLimit(.minutes(2)))
struct ProviderListTests {
    private static let sophia = "/gateway/sophia/vllm/v1/models"
    private static let metis = "/gateway/metis/api/v1/models"

    private static func list(_ path: String, _ models: [String]) -> Script {
        TestProvider.reply(200, #"{"object":"list","data":[\#(models.map { #"{"id":"\#($0)"}"# }.joined(separator: ","))]}"#, path: path)
    }

    @Test func `the providers' models stand behind Argo's, and their lists are asked for once`() async throws {
        let scripts = [Self.list(Self.sophia, ["openai/gpt-oss-120b", "google/gemma-4"]), Self.list(Self.metis, ["gpt-oss-120b"])]
        try await TestProvider.with(scripts) { provider in
            let providers = try provider.providers(token: "key")
            let alias = ModelAlias(name: "mine", target: "gpt-4o")
            try await withTestShim(change: { ($0.providers, $0.aliases) = (providers, [alias]) }) { shim async throws in
                for _ in 0..<2 {
                    let response = try await shim.get("/v1/models")
                    #expect(response.status == 200)
                    #expect(response.text.contains(#""id":"claude-opus-4-8""#))
                    #expect(response.text.contains(#"{"id":"mine","type":"model","object":"model","display_name":"mine (gpt-4o)""#))
                    #expect(response.text.contains(#""id":"alcf-sophia/google/gemma-4""#))
                    #expect(response.text.contains(#""state":"listed""#))
                    #expect(response.text.contains(#""last_id":"alcf-metis/gpt-oss-120b""#))
                    #expect(response.text.contains(#""capabilities":["text","tools","reasoning"]"#))
                }
                #expect(await Set(provider.fake.requests.map(\.path)) == [Self.sophia, Self.metis])
                #expect(await provider.fake.requests.allSatisfy { $0.values(of: "authorization") == ["Bearer key"] })
                #expect(await provider.fake.requestCount == 2)
                let google = try await shim.get("/v1beta/models")
                #expect(google.text.contains(#""name":"models/alcf-sophia/google/gemma-4""#))
                let first = try await shim.get("/v1/models?limit=1")
                #expect(first.text.contains(#""has_more":true"#) && !first.text.contains("alcf"))
                let last = try await shim.get("/v1/models?limit=1&after_id=alcf-sophia%2Fgoogle%2Fgemma-4")
                #expect(last.text.contains(#""first_id":"alcf-metis/gpt-oss-120b","last_id":"alcf-metis/gpt-oss-120b","has_more":false"#))
                #expect(try await shim.get("/v1/models/alcf-sophia/google/gemma-4").status == 200)
                #expect(try await shim.get("/v1/models/mine").status == 200)
                let unknown = try await shim.get("/v1/models/alcf-sophia/google/gemma-5")
                #expect(unknown.status == 404 && unknown.text.contains("Nearest models: alcf-sophia/google/gemma-4"))
            }
        }
    }

    @Test func `without a login nothing is asked, and the models are marked`() async throws {
        try await TestProvider.with([]) { provider in
            let providers = try provider.providers()
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.get("/v1/models/alcf-sophia/openai/gpt-oss-120b")
                #expect(response.status == 200)
                #expect(response.text.contains(#""display_name":"openai/gpt-oss-120b (ALCF Sophia, needs login)""#))
                #expect(response.text.contains(#""state":"needs login""#))
                #expect(response.text.contains("inference_auth_token.py authenticate"))
                #expect(await provider.fake.requestCount == 0)
            }
        }
    }

    @Test func `a token that both providers use is renewed once`() async throws {
        let gate = Gate()
        let grant = TestProvider.grant("renewed")
        let scripts = [
            Script(path: grant.path, [.wait(for: gate)] + grant.steps), Self.list(Self.sophia, ["a"]), Self.list(Self.metis, ["b"]),
        ]
        try await TestProvider.with(scripts) { provider in
            try provider.writeLogin("old", secondsLeft: 60)
            let providers = try provider.providers()
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                async let list = shim.get("/v1/models")
                _ = try await provider.fake.nextRequest()
                gate.open()
                let text = try await list.text
                #expect(text.contains("alcf-sophia/a") && text.contains("alcf-metis/b"))
                #expect(await provider.fake.requests.map(\.path).count { $0 == TestProvider.tokenPath } == 1)
            }
        }
    }

    @Test(arguments: [401, 503])
    func `a provider that tells no list is marked, and Argo's models are there`(status: Int) async throws {
        try await TestProvider.with([Self.sophia, Self.metis].map { TestProvider.reply(status, "{}", path: $0) }) { provider in
            let providers = try provider.providers(token: "stale-key")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.get("/v1/models")
                #expect(response.status == 200)
                #expect(response.text.contains(status == 401 ? #""state":"needs login""# : #""state":"unavailable""#))
                #expect(response.text.contains(#""id":"gpt-4o""#))
                #expect(!response.text.contains("stale-key"))
            }
        }
    }

    // MARK: Names that mean no model

    @Test(
        arguments: Dialect.allCases,
        [
            ("alcf-sofia/openai/gpt-oss-120b", "alcf-sophia/openai/gpt-oss-120b"), ("gpt-oss-120b", "alcf-metis/gpt-oss-120b"),
            ("gpt-4oo", "gpt-4o"),
        ])
    func `a name that means none is a 404 with the nearest`(dialect: Dialect, names: (asked: String, nearest: String)) async throws {
        try await TestProvider.with([]) { provider in
            let providers = try provider.providers(token: "key")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let call = ForeignCall(client: dialect, model: names.asked, target: .chatCompletions)
                let response = try await shim.send(shim.post(call.path(isStreaming: false), call.body("hi", isStreaming: false)))
                #expect(response.status == 404, "\(response.text)")
                #expect(response.text.contains("Nearest models: ") && response.text.contains(names.nearest), "\(response.text)")
                let type = dialect == .messages ? #""not_found_error""# : dialect == .google ? #""NOT_FOUND""# : #""model_not_found""#
                #expect(response.text.contains(type), "\(response.text)")
                #expect(await provider.fake.requestCount == 0)
            }
        }
    }

    @Test func `a model that the provider does not have is a 404 with the nearest`() async throws {
        let refusal =
            #"{"object":"error","message":"The model `openai/gpt-oss-12b` does not exist.","type":"NotFoundError","param":null,"code":404}"#
        try await TestProvider.with([TestProvider.reply(404, refusal)]) { provider in
            let providers = try provider.providers(token: "key")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let call = ForeignCall(client: .messages, model: "alcf-sophia/openai/gpt-oss-12b", target: .chatCompletions)
                let response = try await shim.send(shim.post(call.path(isStreaming: true), call.body("hi", isStreaming: true)))
                #expect(response.status == 404)
                #expect(response.text.contains("does not exist. Nearest models: alcf-sophia/openai/gpt-oss-120b"), "\(response.text)")
            }
        }
    }
}
