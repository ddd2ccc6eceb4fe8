import FakeArgo
import Foundation
import LosslessJSON
import Testing

/// One process of the real Claude Code, whose conversation goes on while the token is replaced.
@Suite(.serialized, .timeLimit(.minutes(10)), .enabled(if: RealClients.runsClaudeCode, RealClients.advice))
struct ClaudeCodeConversationTests {
    @Test(arguments: ["echo", "command"])
    func `a conversation survives two rotations and the end of their grace periods`(helper: String) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo, options: ["--api-key-helper", helper]) { shim in
                _ = try await shim.program.errors.line(containing: "ANTHROPIC_DEFAULT_HAIKU_MODEL")
                let questions = Pipe()
                let command = try ClaudeCode.conversation(in: home, input: questions.fileHandleForReading)
                try await RunningProgram.with(command) { claude in
                    var turns = 0
                    let ask = { (question: String) in
                        turns += 1
                        try questions.fileHandleForWriting.write(contentsOf: Data(Self.line(question).utf8))
                        let answer = try await claude.output.line(turns, containing: #""type":"result""#)
                        #expect(answer.contains("You said: \(question)") && answer.contains(#""is_error":false"#), "\(answer)")
                        return try Self.session(answer)
                    }
                    let session = try #require(try await ask("one"))
                    let first = try shim.token()
                    try await rotate(1, in: shim, grace: 1)
                    #expect(try await ask("two") == session)
                    try await waitUntilRefused(first, by: shim)
                    #expect(try await ask("three") == session)
                    let second = try shim.token()
                    try await rotate(2, in: shim, grace: 0)
                    try await waitUntilRefused(second, by: shim)
                    #expect(try await ask("four") == session)
                    #expect(Set([first, second, try shim.token()]).count == 3)
                    try questions.fileHandleForWriting.close()
                    #expect(await claude.end().status == .code(0))
                }
                // The last question brings along what was said before: it is one conversation.
                let asked = await argo.requests.map(\.text)
                #expect(
                    asked.contains { text in
                        ["one", "two", "three", "four"].allSatisfy { text.contains("You said: \($0)") || $0 == "four" }
                    })
            }
        }
    }

    private static func line(_ question: String) -> String {
        #"{"type":"user","message":{"role":"user","content":[{"type":"text","text":"\#(question)"}]}}"# + "\n"
    }

    private static func session(_ answer: String) throws -> String? {
        let document = try JSONDocument(Array(answer.utf8))
        return document.value(at: ["session_id"]).flatMap(document.string)
    }

    /// Returns when the shim has taken the new token over.
    private func rotate(_ ordinal: Int, in shim: RunningShim, grace: Int) async throws {
        let finished = try await RunningProgram.run(try shim.home.argoShim("token", "rotate", "--token-grace", "\(grace)"))
        #expect(finished.status == .code(0), "\(finished)")
        _ = try await shim.program.errors.line(ordinal, containing: "the access token was rotated")
    }

    /// Until a grace period of a second at most is over; each look takes some milliseconds.
    private func waitUntilRefused(_ token: String, by shim: RunningShim) async throws {
        let curl = Curl(home: shim.home, port: shim.port, token: token)
        for _ in 0..<2_000 where try await curl.get("/v1/status").status == 401 { return }
        Issue.record("the token is good still")
    }
}

/// The real Claude Code on a model of a provider that speaks Google's dialect.
@Suite(.timeLimit(.minutes(10)), .enabled(if: RealClients.runsClaudeCode, RealClients.advice))
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
