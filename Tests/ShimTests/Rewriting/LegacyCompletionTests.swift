import FakeArgo
import LosslessJSON
import Testing
import Translation

@testable import Shim

/// OpenAI's Completions on an Argo that has none.
@Suite(.timeLimit(.minutes(2)))
struct LegacyCompletionTests {
    private static let models = ["gpt-4o", "gpt-5.5", "claude-opus-4-8", "gemini-2.5-pro"]

    private func body(_ model: String, _ members: String = "") -> String {
        #"{"model":"\#(model)","prompt":"Say hi","max_tokens":500\#(members)}"#
    }

    // MARK: Requests

    @Test(arguments: [
        (
            #"{"model":"m","prompt":"a\u0041","max_tokens":5.0}"#,
            #"{"messages":[{"role":"user","content":"a\u0041"}],"model":"m","max_tokens":5.0}"#
        ),
        (#"{"prompt":["a"],"n":1,"echo":false,"suffix":null,"stop":["x"]}"#, #"{"messages":[{"role":"user","content":"a"}],"stop":["x"]}"#),
    ])
    func `the prompt becomes what the user says, and the rest stays`(request: String, chat: String) throws {
        let result = try LegacyCompletion.request(RequestBody(Array(request.utf8)).object)
        #expect(String(decoding: result.body, as: UTF8.self) == chat)
        #expect(result.notes.isEmpty)
    }

    @Test func `what only tunes the answer is left out, and said`() throws {
        let result = try LegacyCompletion.request(RequestBody(Array(#"{"prompt":"a","best_of":3,"logprobs":0,"n":2}"#.utf8)).object)
        #expect(String(decoding: result.body, as: UTF8.self) == #"{"messages":[{"role":"user","content":"a"}]}"#)
        #expect(result.notes.map { $0.prefix { $0 != " " } } == ["best_of", "logprobs", "n"])
    }

    @Test(arguments: [
        (#"{}"#, "prompt"), (#"{"prompt":null}"#, "prompt"), (#"{"prompt":["a","b"]}"#, "prompt"), (#"{"prompt":[1,2]}"#, "prompt"),
        (#"{"prompt":[[1]]}"#, "prompt"), (#"{"prompt":[]}"#, "prompt"), (#"{"prompt":7}"#, "prompt"),
        (#"{"prompt":"a","suffix":"b"}"#, "suffix"), (#"{"prompt":"a","echo":true}"#, "echo"), (#"[]"#, nil), ("{", nil),
    ])
    func `what a conversation cannot carry is refused by its name`(request: String, parameter: String?) {
        #expect {
            try LegacyCompletion.request(RequestBody(Array(request.utf8)).object)
        } throws: { error in
            let response = error as? ErrorResponse
            return response?.status == 400 && response?.parameter == parameter
        }
    }

    // MARK: Answers

    @Test(arguments: models)
    func `a model answers as a completion`(model: String) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post("/v1/completions", body(model)))
            try #require(response.status == 200, "\(response.text)")
            let document = try JSONDocument(response.body)
            let text = { (path: [String]) in document.value(at: path).flatMap(document.string) }
            #expect(text(["object"]) == "text_completion")
            #expect(text(["id"])?.hasPrefix("cmpl-") == true)
            #expect(text(["model"]) == model)
            let choice = try #require(document.value("choices", of: document.root).flatMap { document.elements(of: $0).first })
            #expect(document.value("text", of: choice).flatMap(document.string)?.hasSuffix("You said: Say hi") == true)
            #expect(document.value("finish_reason", of: choice).flatMap(document.string) == "stop")
            #expect(document.value(at: ["usage", "completion_tokens"]).flatMap(document.integer) ?? 0 > 0)
            #expect(await shim.argo.lastQuestion?.path.contains("completions") == !model.hasPrefix("claude"))
        }
    }

    @Test(arguments: models)
    func `a stream is one of completions`(model: String) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(
                shim.post("/v1/completions", body(model, #","stream":true,"stream_options":{"include_usage":true}"#)))
            try #require(response.status == 200, "\(response.text)")
            var events = ForeignCall.events(response.body).map(\.data)
            #expect(events.popLast() == Array("[DONE]".utf8))
            let documents = try events.map { try JSONDocument($0) }
            var text = ""
            var reasons: [String] = []
            for document in documents {
                #expect(document.value(at: ["object"]).flatMap(document.string) == "text_completion")
                for choice in document.value("choices", of: document.root).map({ document.elements(of: $0) }) ?? [] {
                    #expect(document.value("delta", of: choice) == nil)
                    text += try #require(document.value("text", of: choice).flatMap(document.string))
                    reasons += document.value("finish_reason", of: choice).flatMap(document.string).map { [$0] } ?? []
                }
            }
            #expect(text.hasPrefix("Hello from") && text.hasSuffix("You said: Say hi"))
            #expect(reasons == ["stop"])
            let last = try #require(documents.last)
            #expect(last.value(at: ["usage", "completion_tokens"]).flatMap(last.integer) ?? 0 > 0)
        }
    }

    @Test func `an error has its real status, and Argo is asked as the user`() async throws {
        try await withTestShim { shim async throws in
            let unknown = try await shim.send(shim.post("/v1/completions", body("gpt-4oo")))
            #expect((400...404).contains(unknown.status) && unknown.text.contains("gpt-4o"), "\(unknown.text)")
            let asked = try await shim.send(shim.post("/v1/completions", body("gpt-4o", #","user":"somebody-else","logprobs":2"#)))
            #expect(asked.value(of: "x-argo-shim-note")?.hasPrefix("logprobs dropped") == true)
            let sent = try #require(await shim.argo.lastQuestion)
            #expect(String(decoding: sent.body, as: UTF8.self).contains(#""user":"tester""#))
        }
    }
}

/// Requests of Messages that leave the conversation to the server (`thread`, anthropic-beta message-threads-2026-08-12).
@Suite(.timeLimit(.minutes(2)))
struct MessageThreadTests {
    private func body(_ model: String, _ thread: String) -> String {
        #"{"model":"\#(model)","max_tokens":9,"thread":\#(thread),"messages":[{"role":"user","content":"hi"}]}"#
    }

    @Test(
        arguments: ["claude-opus-4-8", "gpt-4o", "gemini-2.5-pro", TestProvider.model],
        [#"{"type":"create"}"#, #"{"type":"continue","previous_message_id":"msg_1"}"#])
    func `a thread is refused in words that the client goes on without one at`(model: String, thread: String) async throws {
        try await TestProvider.with([]) { provider in
            let providers = try provider.providers(token: "key")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.send(shim.post("/v1/messages", body(model, thread)))
                #expect(response.status == 400)
                #expect(
                    response.text.contains(#""details":{"error_code":"thread_unsupported_request","unsupported":[]}"#), "\(response.text)")
                #expect(response.text.contains(#""type":"invalid_request_error""#) && response.text.contains("thread: "))
                #expect(await shim.argo.lastQuestion == nil)
                #expect(await provider.fake.requestCount == 0)
            }
        }
    }

    @Test func `who asks for no thread is not refused`() async throws {
        try await withTestShim { shim async throws in
            for model in ["claude-opus-4-8", "gpt-4o"] {
                #expect(try await shim.send(shim.post("/v1/messages", body(model, "null"))).status == 200)
            }
        }
    }

    @Test func `a provider of Messages gets it as it is, and so does Argo where the fix is switched off`() async throws {
        let reply = #"{"id":"msg_1","type":"message","role":"assistant","content":[],"stop_reason":"end_turn","usage":{}}"#
        try await TestProvider.with([TestProvider.reply(200, reply, path: "/v1/messages")]) { fake in
            let address = try #require(ProviderAddress(fake.base + "/v1"))
            let providers = [Provider(name: "vendor", address: address, dialect: .messages)]
            try await withTestShim(
                change: {
                    $0.providers = providers
                    $0.policy.disabledFixes = ["message-threads"]
                }
            ) { shim async throws in
                let thread = #"{"type":"create"}"#
                #expect(try await shim.send(shim.post("/v1/messages", body("vendor/claude", thread))).status == 200)
                #expect(try await fake.fake.nextRequest().text == body("claude", thread))
                #expect(try await shim.send(shim.post("/v1/messages", body("claude-opus-4-8", thread))).status == 200)
                #expect(await shim.argo.lastQuestion?.text.contains(#""thread":{"type":"create"}"#) == true)
            }
        }
    }
}
