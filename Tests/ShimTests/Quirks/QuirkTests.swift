import FakeArgo
import Testing

@testable import Shim

/// Each quirk of Argo, met through the shim: the client sees none of them. The numbers are those of the project's list of quirks.
@Suite(.timeLimit(.minutes(2)))
struct QuirkTests {
    private let greeting = "Hello from"

    // MARK: 1 to 6: routes, users, names

    @Test func `1: the probe below argoapi is 200 though Argo says 404`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send("HEAD /argoapi HTTP/1.1\r\nHost: localhost\r\n\r\n", toHead: true)
            #expect(response.status == 200)
        }
    }

    @Test(arguments: [true, false])
    func `2: models are listed by their canonical ids in both shapes of Argo's list`(isOlderShape: Bool) async throws {
        var quirks = Quirks.all
        quirks[.listsModelsInOlderShape] = isOlderShape
        try await withTestShim(quirks: quirks) { shim async throws in
            let response = try await shim.get("/v1/models")
            #expect(response.text.contains(#""id":"gpt-4o""#))
            #expect(response.text.contains(#""internal_id":"gpt4o""#))
        }
    }

    @Test(arguments: [
        ("/v1/messages", #"{"model":"claude-opus-4-8","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#),
        ("/v1/messages", #"{"model":"claude-opus-4-8","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#),
        ("/v1/chat/completions", #"{"model":"gpt4o","messages":[{"role":"user","content":"hi"}]}"#),
        ("/v1/chat/completions", #"{"model":"gpt4o","stream":true,"messages":[{"role":"user","content":"hi"}]}"#),
        ("/v1/chat/completions", #"{"model":"claude-opus-4-8","messages":[{"role":"user","content":"hi"}]}"#),
    ])
    func `3: an unknown user gets 403 that names the user, and not an answer`(path: String, body: String) async throws {
        try await withTestShim(hasModels: false, change: { $0.policy.user = "nobody" }) { shim async throws in
            let response = try await shim.send(shim.post(path, body))
            #expect(response.status == 403)
            #expect(response.text.contains("nobody"))
            #expect(response.text.contains("--user"))
        }
    }

    @Test(arguments: ["", #""user":null,"#, #""user":"  ","#, #""user":7,"#, #""user":["a"],"#])
    func `4: a missing, blank or odd user is filled in`(user: String) async throws {
        try await withTestShim { shim async throws in
            let body = "{\(user)" + #""model":"gpt4o","messages":[{"role":"user","content":"hi"}]}"#
            let response = try await shim.send(shim.post("/v1/chat/completions", body))
            #expect(response.status == 200, "\(response.text)")
            #expect(response.text.contains(greeting))
        }
    }

    @Test func `5: responses works for a client that sends x-api-key alone`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post("/v1/responses", #"{"model":"gpt-5.5","input":"hi"}"#))
            #expect(response.status == 200, "\(response.text)")
        }
    }

    @Test(arguments: [
        ("/v1/chat/completions", "gpt-4o"), ("/v1/chat/completions", "argo:gpt-4o"), ("/v1/chat/completions", "openai/gpt-5.5"),
        ("/v1/chat/completions", "anthropic/claude-opus-4-8"), ("/v1/chat/completions", "o3-mini"),
        ("/v1/chat/completions", "gemini-2.5-pro"), ("/v1/chat/completions", "Claude Opus 4.8"),
        ("/v1/messages", "claude-opus-4-6[1m]"), ("/v1/messages", "claude-4.8-opus"), ("/v1/messages", "anthropic/claude-opus-4-8"),
        ("/v1/messages", "claude-sonnet-4-5-20250929"), ("/v1/messages", "claudesonnet46"), ("/v1/responses", "openai/gpt-5.5"),
    ])
    func `6: a model is found under every name that clients send`(path: String, model: String) async throws {
        try await withTestShim { shim async throws in
            let prompt = path == "/v1/responses" ? #""input":"hi""# : #""messages":[{"role":"user","content":"hi"}]"#
            let limit = path == "/v1/messages" ? #""max_tokens":100,"# : ""
            let response = try await shim.send(shim.post(path, "{\(limit)\"model\":\"\(model)\",\(prompt)}"))
            #expect(response.status == 200, "\(response.text)")
            #expect(response.text.contains(greeting))
        }
    }

    // MARK: 7: long replies of Claude

    @Test(arguments: [
        ("/v1/messages", #""max_tokens":32000,"#), ("/v1/messages", #""max_tokens":32000,"stream":false,"#),
        ("/v1/chat/completions", ""), ("/v1/chat/completions", #""max_completion_tokens":32000,"#),
    ])
    func `7: a long reply of Claude comes in one piece`(path: String, fields: String) async throws {
        try await withTestShim { shim async throws in
            let body = "{\(fields)" + #""model":"claude-opus-4-8","messages":[{"role":"user","content":"hi"}]}"#
            let response = try await shim.send(shim.post(path, body))
            #expect(response.status == 200, "\(response.text)")
            #expect(response.value(of: "content-type")?.hasPrefix("application/json") == true)
            #expect(response.text.contains(greeting))
            #expect(response.text.contains(path == "/v1/messages" ? #""stop_reason":"end_turn""# : #""finish_reason":"stop""#))
        }
    }

    @Test func `7: thinking and its signature survive the joining`() async throws {
        try await withTestShim { shim async throws in
            let body =
                #"{"model":"claude-sonnet-4-6","max_tokens":32000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[{"role":"user","content":"hi"}]}"#
            let response = try await shim.send(shim.post("/v1/messages", body))
            #expect(response.text.contains(#""type":"thinking""#))
            #expect(response.text.contains(#""signature":""#))
        }
    }

    // MARK: 8, 12, 17: errors

    @Test(
        arguments: [
            (Outage.resourceExhausted, 429), (.quotaExceeded, 429), (.tooManyRequests, 429), (.overloaded, 529), (.vertexUnreachable, 502),
            (.promptTooLong, 400), (.badGateway, 502),
        ],
        [
            ("/v1/messages", #"{"model":"claude-opus-4-8","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#),
            ("/v1/messages", #"{"model":"claude-opus-4-8","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#),
            ("/v1/chat/completions", #"{"model":"gpt4o","messages":[{"role":"user","content":"hi"}]}"#),
        ])
    func `8, 12, 17: a failure has its real status and the caller's dialect, wherever Argo hides it`(
        outage: (Outage, Int), request: (String, String)
    ) async throws {
        var quirks = Quirks.all
        quirks.outage = outage.0
        // An Argo that is out of order may have no list of models either.
        try await withTestShim(quirks: quirks, hasModels: false) { shim async throws in
            let response = try await shim.send(shim.post(request.0, request.1))
            #expect(response.status == outage.1, "\(response.text)")
            let beginning = request.0 == "/v1/messages" ? #"{"type":"error""# : #"{"error":{"#
            #expect(response.text.replacing(" ", with: "").hasPrefix(beginning), "\(response.text)")
            #expect(!response.text.contains("<html"))
        }
    }

    @Test func `8: an error inside a 200 document is an error`() async throws {
        var quirks = Quirks.all
        quirks[.sendsErrorsInsideDocuments] = true
        quirks.outage = .overloaded
        try await withTestShim(quirks: quirks, hasModels: false) { shim async throws in
            let response = try await shim.send(shim.post("/v1/chat/completions", #"{"model":"gpt4o","messages":[]}"#))
            #expect(response.status == 529, "\(response.text)")
        }
    }

    // MARK: 9 to 13

    @Test(arguments: [
        ("/v1/messages", #"{"model":"claude-opus-4-8","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hi"}]}"#),
        ("/v1/chat/completions", #"{"model":"gemini-2.5-pro","messages":[{"role":"user","content":"hi"}]}"#),
        (
            "/v1/chat/completions",
            #"{"model":"gemini-2.5-pro","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}"#
        ),
    ])
    func `9: usage has no holes`(path: String, body: String) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post(path, body))
            let text = response.text.replacing(" ", with: "")
            #expect(text.contains(path == "/v1/messages" ? #""input_tokens":0"# : #""prompt_tokens":0"#), "\(response.text)")
            #expect(!text.contains(#"_tokens":null"#))
        }
    }

    @Test func `10: an emptied thinking block in the history does no harm`() async throws {
        try await withTestShim { shim async throws in
            let body =
                #"{"model":"claude-opus-4-8","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":""},{"type":"text","text":"a"}]},{"role":"user","content":"more"}]}"#
            #expect(try await shim.send(shim.post("/v1/messages", body)).status == 200)
        }
    }

    @Test func `11: strict tools are offered to Claude without the word`() async throws {
        try await withTestShim { shim async throws in
            let body =
                #"{"model":"claude-opus-4-8","max_tokens":99,"tools":[{"name":"t","strict":true,"input_schema":{"type":"object","properties":{}}}],"messages":[{"role":"user","content":"hi"}]}"#
            let response = try await shim.send(shim.post("/v1/messages", body))
            #expect(response.status == 200, "\(response.text)")
            #expect(response.value(of: "x-argo-shim-note")?.contains("strict") == true)
        }
    }

    @Test func `11: structured output, which cannot be taken away, is refused with what to do`() async throws {
        try await withTestShim { shim async throws in
            let body =
                #"{"model":"claude-opus-4-8","max_tokens":99,"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"messages":[{"role":"user","content":"hi"}]}"#
            let response = try await shim.send(shim.post("/v1/messages", body))
            #expect(response.status == 400)
            #expect(response.text.contains("structured_outputs"))
            #expect(response.text.contains("send the request without them"))
        }
    }

    @Test func `13: count_tokens is one document even where a stream is asked for`() async throws {
        try await withTestShim { shim async throws in
            let body = #"{"model":"claude-opus-4-8","stream":true,"messages":[{"role":"user","content":"hi"}]}"#
            let response = try await shim.send(shim.post("/v1/messages/count_tokens", body))
            #expect(response.status == 200)
            #expect(response.text.contains(#""input_tokens""#))
        }
    }

    // MARK: 14 to 16: with each fix switched off, Argo refuses

    @Test(arguments: FixedRequest.all)
    func `14 to 16: what a model refuses is fixed, and is refused with the fix switched off`(request: FixedRequest) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post(request.path, request.body))
            #expect(response.status == 200, "\(response.text)")
        }
        try await withTestShim(change: { $0.policy.disabledFixes = request.fixes }) { shim async throws in
            let response = try await shim.send(shim.post(request.path, request.body))
            #expect(response.status >= 400, "\(response.text)")
        }
    }

    @Test func `16: token arrays reach Argo as they are and its refusal comes back`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(shim.post("/v1/embeddings", #"{"model":"v3small","input":[[1,2,3]]}"#))
            #expect(response.status == 422)
            #expect(response.text.hasPrefix(#"{"error":{"#))
        }
    }

    @Test func `17: ids and extra fields of Vertex and Azure reach the client as they are`() async throws {
        try await withTestShim { shim async throws in
            let claude = try await shim.send(
                shim.post("/v1/messages", #"{"model":"claude-opus-4-8","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#))
            #expect(claude.text.contains("msg_vrtx_"))
            #expect(claude.text.contains("cache_creation"))
            let gpt = try await shim.send(
                shim.post("/v1/chat/completions", #"{"model":"gpt4o","messages":[{"role":"user","content":"hi"}]}"#))
            #expect(gpt.text.contains("content_filter_results"))
            #expect(gpt.text.contains("system_fingerprint"))
        }
    }
}
