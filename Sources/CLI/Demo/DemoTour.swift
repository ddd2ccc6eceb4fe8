import LosslessJSON
import Shim
import TokenSync

/// The two requests of a demonstration, and the commands with which a person goes on.
struct DemoTour: Sendable {
    let port: Int
    let token: AccessToken
    let claudeFolder: String

    /// Sends a Claude and a GPT request through the shim and shows what came back.
    func sendRequests() async throws {
        let claude = #"{"model":"claude-opus-4-8","max_tokens":100,"messages":[{"role":"user","content":"Say hi"}]}"#
        try await show("Claude, Anthropic Messages", path: "/v1/messages", body: claude, answer: ["content", "text"])
        let gpt = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Say hi"}]}"#
        try await show("GPT, OpenAI Chat Completions", path: "/v1/chat/completions", body: gpt, answer: ["choices", "message", "content"])
    }

    private func show(_ title: String, path: String, body: String, answer: [String]) async throws {
        let reply = try await LoopbackRequest(port: port, token: token).post(path, Array(body.utf8))
        Console.line("\n\(title)\n  POST \(path)\n  \(body)")
        guard reply.status == 200, let text = Self.text(at: answer, in: reply.body) else {
            throw Advice("The shim answered \(reply.status): \(String(decoding: reply.body.prefix(500), as: UTF8.self))")
        }
        Console.words("  → \(reply.status) \(text)")
    }

    /// Follows names through objects, and into the first element of arrays.
    private static func text(at path: [String], in body: [UInt8]) -> String? {
        // A reply that is no JSON has no text to show; the caller shows the reply instead.
        guard let document = try? JSONDocument(body) else { return nil }
        var node = document.root
        for name in path {
            if let first = document.elements(of: node).first { node = first }
            guard let value = document.value(name, of: node) else { return nil }
            node = value
            if let first = document.elements(of: node).first { node = first }
        }
        return document.string(node)
    }

    func showCommands() {
        Console.line(
            """

            Try it yourself, in another terminal:
              curl http://127.0.0.1:\(port)/v1/messages -H 'x-api-key: \(token.secret)' \\
                -d '{"model":"claude-opus-4-8","max_tokens":100,"messages":[{"role":"user","content":"Say hi"}]}'
              curl http://127.0.0.1:\(port)/v1/models -H 'Authorization: Bearer \(token.secret)'
              CLAUDE_CONFIG_DIR='\(claudeFolder)' claude

            Ctrl-C stops it.
            """)
    }
}
