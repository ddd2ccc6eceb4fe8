import FakeArgo
import Testing
import Translation

@testable import Shim

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
            let address = try #require(ServiceAddress(fake.base + "/v1"))
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
