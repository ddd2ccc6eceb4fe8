import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// The real Claude Code on a model of a provider that speaks Google's dialect.
@Suite(.timeLimit(.minutes(2)), .enabled(if: RealClients.runsClaudeCode, RealClients.advice))
struct ClaudeCodeOnGeminiTests {
    /// https://ai.google.dev/api/caching#Schema; anything else is refused with 400.
    private static let keywords: Set<String> = [
        "type", "format", "title", "description", "nullable", "enum", "maxItems", "minItems", "properties", "required", "minProperties",
        "maxProperties", "minLength", "maxLength", "pattern", "example", "anyOf", "propertyOrdering", "default", "items", "minimum",
        "maximum",
    ]

    /// Calls Bash twice, one after the other, each call signed, and then says that it is done.
    private static func steps(at request: ReceivedRequest) -> [Step]? {
        guard request.method == "POST" else { return nil }
        let results = request.text.components(separatedBy: #""functionResponse":"#).count - 1
        let call = { (command: String) in
            #"{"functionCall":{"name":"Bash","args":{"command":"\#(command)"}},"thoughtSignature":"c2ln\#(results)"}"#
        }
        let part = [call("echo one > result.txt"), call("echo two >> result.txt"), #"{"text":"Done."}"#][min(results, 2)]
        let usage = #""usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":3,"totalTokenCount":12}"#
        let answer =
            #"{"candidates":[{"content":{"role":"model","parts":[\#(part)]},"finishReason":"STOP"}],\#(usage),"modelVersion":"gemini-3-pro"}"#
        return [.streamHead, .event(nil, answer), .end]
    }

    @Test func `its own tools are taken, and two calls write what they should`() async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(quirks: .none, responder: { Self.steps(at: $0) }) { google in
            try home.write(
                "version: 1\nproviders:\n  vendor:\n    base_url: http://127.0.0.1:\(google.port)\n    dialect: google\n",
                to: ".config/argo-shim/config.yaml")
            try await withFakeArgo(tls: .generated()) { argo in
                try await RunningShim.with(home, argo: argo) { shim in
                    _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                    let claude = try await ClaudeCode.ask(
                        "write two lines", in: home, arguments: ["--model", "vendor/gemini-3-pro", "--allowedTools", "Bash"])
                    #expect(claude.status == .code(0) && claude.output.hasPrefix("Done."), "\(claude)")
                    #expect(home.text("result.txt") == "one\ntwo\n", "\(claude)")
                }
            }
            let asked = await google.requests.filter { $0.method == "POST" }
            let last = try #require(asked.last)
            #expect(last.target == "/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse")
            // Gemini 3 refuses a call that comes back without its signature.
            #expect(last.text.contains(#""thoughtSignature":"c2ln0""#) && last.text.contains(#""thoughtSignature":"c2ln1""#))
            let body = try JSONDocument(last.body)
            let tools = body.value("tools", of: body.root).map { body.elements(of: $0) } ?? []
            let declarations = tools.flatMap { tool in body.value("functionDeclarations", of: tool).map { body.elements(of: $0) } ?? [] }
            #expect(declarations.count > 5)
            for declaration in declarations {
                if let schema = body.value("parameters", of: declaration) { check(schema, in: body) }
            }
        }
    }

    private func check(_ schema: JSONNode, in body: JSONDocument) {
        for member in body.members(of: schema) {
            let name = body.name(of: member)
            #expect(Self.keywords.contains(name), "\(String(decoding: body.text(of: schema), as: UTF8.self))")
            switch name {
            case "properties": for property in body.members(of: member.value) { check(property.value, in: body) }
            case "items": check(member.value, in: body)
            case "anyOf": for alternative in body.elements(of: member.value) { check(alternative, in: body) }
            default: break
            }
        }
    }
}
