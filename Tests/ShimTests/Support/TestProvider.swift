import FakeArgo
import Foundation
import NIOSSL

@testable import Shim

/// A provider and a login server on loopback, both played by scripts, and a folder for the login's file.
struct TestProvider: Sendable {
    static let model = "alcf-sophia/openai/gpt-oss-120b"
    static let path = "/gateway/sophia/vllm/v1/chat/completions"
    static let tokenPath = "/v2/oauth2/token"

    let fake: FakeArgo
    let file: URL
    var filePath: String { file.path }

    /// - Parameters:
    ///   - scripts: what the provider and the login server do, in order.
    ///   - body: is told how the providers are reached.
    static func with(
        _ scripts: [Script], tls: ServerTLS? = nil, _ body: (TestProvider) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("argo-shim-provider-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withFakeArgo(tls: tls, quirks: .none, scripts: scripts) { fake in
            try await body(TestProvider(fake: fake, file: folder.appendingPathComponent("tokens.json")))
        }
    }

    // MARK: The providers

    var base: String { "\(fake.certificates == nil ? "http" : "https")://localhost:\(fake.port)" }

    /// Sophia and Metis as they are built in, at another address.
    func providers(token: String? = nil, trust: UpstreamTLS.Trust = .authorities(additional: [])) throws -> [Provider] {
        guard let gateway = ProviderAddress(base + "/gateway"), let address = ProviderAddress(base + Self.tokenPath) else { return [] }
        var login = GlobusLogin(path: file.path, resourceServer: "service", client: "client", tokenAddress: address)
        login.trust = trust
        return Provider.alcf(home: "/nowhere", token: token.flatMap { ProviderKey($0) }, gateway: gateway, login: login).map { provider in
            var provider = provider
            provider.trust = trust
            return provider
        }
    }

    // MARK: The login's file

    /// Writes it as globus-sdk does, with something in it that is nobody's business.
    func writeLogin(_ token: String, secondsLeft: Int, refreshToken: String? = "refresh-1", mode: Int = 0o644) throws {
        let end = Int(Date().timeIntervalSince1970) + secondsLeft
        let refresh = refreshToken.map { "\"\($0)\"" } ?? "null"
        let text = #"""
            {"data": {"DEFAULT": {"auth.globus.org": {"access_token": "other", "expires_at_seconds": 1},
              "service": {"resource_server": "service", "identity_id": null, "scope": "all", "access_token": "\#(token)",
                "refresh_token": \#(refresh), "expires_at_seconds": \#(end), "token_type": "Bearer"}}},
             "format_version": "2.0", "globus-sdk.version": "3.56.0"}
            """#
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    func readLogin() throws -> (text: String, mode: Int?) {
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        return (String(decoding: try Data(contentsOf: file), as: UTF8.self), mode)
    }

    // MARK: Scripts

    private static let json = HeaderField("content-type", "application/json")

    /// Answers one request for a conversation.
    static func answer(isStreaming: Bool, path: String = path) -> Script {
        let start = #"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"\#(model)","choices":["#
        let chunk = { (delta: String, reason: String) in
            start + #"{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
        }
        if isStreaming {
            return Script(
                path: path,
                [
                    .streamHead, .event(nil, chunk(#"{"role":"assistant","content":""}"#, "null")),
                    .event(nil, chunk(#"{"content":"Hello from Sophia"}"#, "null")), .event(nil, chunk("{}", "\"stop\"")),
                    .event(nil, start + #"],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}"#), .event(nil, "[DONE]"),
                    .end,
                ])
        }
        return reply(
            200,
            #"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"\#(model)","choices":[{"index":0,"message":{"role":"assistant","content":"Hello from Sophia"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}"#,
            path: path)
    }

    static func reply(_ status: Int, _ text: String, path: String = path) -> Script {
        Script(path: path, [.head(status, [json]), .chunk(text), .end])
    }

    /// The login server gives another token.
    static func grant(_ token: String) -> Script {
        reply(
            200,
            #"{"access_token":"other","expires_in":100,"resource_server":"auth.globus.org","other_tokens":[{"access_token":"\#(token)","expires_in":172800,"resource_server":"service","refresh_token":"refresh-2","token_type":"Bearer"}]}"#,
            path: tokenPath)
    }
}
