import FakeArgo
import LosslessJSON
import NIOSSL
import Testing
import Translation

@testable import Shim

/// Models of services beside Argo, asked in every dialect.
@Suite(.timeLimit(.minutes(2)))
struct ProviderTests {
    private static let calls = Dialect.allCases.map { ForeignCall(client: $0, model: TestProvider.model, target: .chatCompletions) }

    private func chat(_ members: String, messages: String = #"[{"role":"user","content":"hi"}]"#) -> String {
        #"{"model":"\#(TestProvider.model)","messages":\#(messages)\#(members)}"#
    }

    // MARK: Answers

    @Test(arguments: calls, [true, false])
    func `a provider's model answers in the dialect of its client`(call: ForeignCall, isStreaming: Bool) async throws {
        try await TestProvider.with([TestProvider.answer(isStreaming: isStreaming)]) { provider in
            let providers = try provider.providers(token: "secret-token")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let usage = call.client == .chat && isStreaming ? #","stream_options":{"include_usage":true}"# : ""
                let response = try await shim.send(
                    shim.post(call.path(isStreaming: isStreaming), call.body("Say hi", isStreaming: isStreaming, members: usage)))
                try #require(response.status == 200, "\(response.text)")
                let summary = try call.summary(response, isStreaming: isStreaming)
                #expect(summary.text == "Hello from Sophia")
                #expect(summary.ending == .stop)
                #expect(summary.output == 4)
                let request = try await provider.fake.nextRequest()
                #expect(request.path == TestProvider.path)
                #expect(request.values(of: "authorization") == ["Bearer secret-token"])
                #expect(request.values(of: "x-api-key").isEmpty)
                #expect(request.values(of: "host") == ["localhost:\(provider.fake.port)"])
                let body = try JSONDocument(request.body)
                #expect(body.value("model", of: body.root).flatMap(body.string) == "openai/gpt-oss-120b")
                #expect(await shim.argo.requests.allSatisfy { $0.path == "/argoapi/v1/models" })
                #expect(!shim.log.text.contains("secret-token"))
            }
        }
    }

    @Test func `a request in the provider's dialect keeps every byte but the model's name`() async throws {
        try await TestProvider.with([TestProvider.answer(isStreaming: false, path: "/gateway/metis/api/v1/chat/completions")]) { provider in
            let providers = try provider.providers(token: "key")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let body = #"{ "temperature":1.0,"model":"alcf-metis/gpt-oss-120b", "messages":[{"role":"user","content":"h\u0069"}]}"#
                let response = try await shim.send(shim.post("/v1/chat/completions", body))
                #expect(response.status == 200)
                let sent = try await provider.fake.nextRequest().text
                #expect(sent == body.replacing("alcf-metis/gpt-oss-120b", with: "gpt-oss-120b"))
            }
        }
    }

    @Test func `an answer whose words are Argo's notice is a provider's answer`() async throws {
        let notice =
            #"{"id":"msg_blocked_1","choices":[{"index":0,"message":{"role":"assistant","content":"AUTHENTICATION NOTICE FROM ARGO ACCESS DENIED"},"finish_reason":"stop"}]}"#
        try await TestProvider.with([TestProvider.reply(200, notice)]) { provider in
            let providers = try provider.providers(token: "key")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                #expect(try await shim.send(shim.post("/v1/chat/completions", chat(""))).status == 200)
            }
        }
    }

    @Test func `Google's clients count at a provider of Messages`() async throws {
        let path = "/v1/messages/count_tokens"
        try await TestProvider.with([TestProvider.reply(200, #"{"input_tokens":12}"#, path: path)]) { fake in
            let address = try #require(ProviderAddress(fake.base + "/v1"))
            let providers = [Provider(name: "vendor", address: address, dialect: .messages)]
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let body = #"{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"#
                let response = try await shim.send(shim.post("/v1beta/models/vendor/m:countTokens", body))
                #expect(response.status == 200 && response.text == #"{"totalTokens":12}"#, "\(response.text)")
                let sent = try await fake.fake.nextRequest().text
                #expect(sent == #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}"#)
            }
        }
    }

    // MARK: Strict bodies

    @Test func `fields that ALCF refuses are left out, and the client is told which`() async throws {
        try await TestProvider.with([TestProvider.answer(isStreaming: false)]) { provider in
            let providers = try provider.providers(token: "key")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let messages = """
                    [{"role":"system","content":[{"type":"text","text":"Be "},{"type":"text","text":"brief."}]},\
                    {"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral"}}]},\
                    {"role":"assistant","content":null,"reasoning":"hm","tool_calls":[{"index":0,"id":"a","type":"function",\
                    "function":{"name":"look","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"x"}]
                    """
                let response = try await shim.send(
                    shim.post(
                        "/v1/chat/completions", chat(#","top_k":3,"timeout":9,"reasoning_effort":"xhigh","top_p":0.5"#, messages: messages))
                )
                #expect(response.status == 200)
                let sent = try await provider.fake.nextRequest().text
                #expect(
                    sent == #"""
                        {"model":"openai/gpt-oss-120b","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"hi"}]},{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"look","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"x"}],"reasoning_effort":"high","top_p":0.5}
                        """#)
                let notes = response.values(of: "x-argo-shim-note")
                #expect(notes.contains("top_k dropped: ALCF Sophia has no such field"))
                #expect(notes.contains("messages[].content[].cache_control dropped: ALCF Sophia has no such field"))
                #expect(notes.contains("messages[].reasoning dropped: ALCF Sophia has no such field"))
                #expect(notes.contains("reasoning_effort xhigh sent as high: ALCF Sophia accepts no other"))
                #expect(notes.count == 4)
            }
        }
    }

    @Test func `a field without which a request means something else is refused before it is sent`() async throws {
        try await TestProvider.with([]) { provider in
            let providers = try provider.providers(token: "key")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.send(shim.post("/v1/chat/completions", chat(#","functions":[{"name":"f"}]"#)))
                #expect(response.status == 400)
                #expect(response.text.contains(#""param":"functions""#))
                let image =
                    #"[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]"#
                let seen = try await shim.send(shim.post("/v1/messages", chat(#","max_tokens":9"#, messages: image)))
                #expect(seen.status == 400)
                #expect(seen.text.contains("images"))
                let count = try await shim.send(shim.post("/v1/messages/count_tokens", chat("")))
                #expect(count.status == 404)
                #expect(await provider.fake.requestCount == 0)
            }
        }
    }

    // MARK: The way there

    @Test(arguments: [true, false])
    func `a provider is reached by TLS, and only where its authority is trusted`(isTrusted: Bool) async throws {
        let tls = ServerTLS(chain: try CertificateChain.generate(for: ["localhost"]), sendsIntermediate: true)
        let root = try NIOSSLCertificate(bytes: Array(tls.chain.rootPEM.utf8), format: .pem)
        try await TestProvider.with([TestProvider.answer(isStreaming: false)], tls: tls) { provider in
            let providers = try provider.providers(token: "key", trust: .authorities(additional: isTrusted ? [root] : []))
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.send(shim.post("/v1/chat/completions", chat("")))
                #expect(response.status == (isTrusted ? 200 : 502))
                if !isTrusted {
                    #expect(response.text.contains("upstream_untrusted"))
                    #expect(response.text.contains("ca_file of the provider alcf-sophia"))
                    #expect(await provider.fake.requestCount == 0)
                }
            }
        }
    }

    @Test func `a provider that is not there leaves Argo's models alone`() async throws {
        var gone: [Provider] = []
        try await TestProvider.with([]) { gone = try $0.providers(token: "key") }
        let providers = gone
        try await withTestShim(change: { $0.providers = providers }) { shim async throws in
            let response = try await shim.send(shim.post("/v1/chat/completions", chat("")))
            #expect(response.status == 503)
            #expect(response.text.contains("connection refused"))
            let argo = try await shim.send(
                shim.post("/v1/chat/completions", #"{"model":"openai/gpt-4o","messages":[{"role":"user","content":"hi"}]}"#))
            #expect(argo.status == 200)
        }
    }
}

struct ProviderAddressTests {
    @Test func `an address has a scheme, a host, a port and a path`() throws {
        let address = try #require(ProviderAddress("https://inference-api.alcf.anl.gov/resource_server/sophia/vllm/v1/"))
        #expect(address.isSecure)
        #expect(address.host == "inference-api.alcf.anl.gov")
        #expect(address.port == 443)
        #expect(address.path == "/resource_server/sophia/vllm/v1")
        #expect(address.authority == "inference-api.alcf.anl.gov")
        let local = try #require(ProviderAddress("HTTP://[::1]:8080"))
        #expect(!local.isSecure && local.isLoopback)
        #expect(local.authority == "[::1]:8080")
        #expect(local.path == "")
    }

    @Test(arguments: [
        "", "host", "ftp://host", "https://", "https:///v1", "https://user:secret@host/v1", "https://host/v1?key=secret", "https://host/#a",
        "https://host:0/", "https://host:70000", "https://ho st", "https://::1/v1", "https://höst/",
    ])
    func `what could mean something else is no address`(text: String) {
        #expect(ProviderAddress(text) == nil)
    }
}
