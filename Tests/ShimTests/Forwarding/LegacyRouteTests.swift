import FakeArgo
import Testing

@testable import Shim

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
