import FakeArgo
import NIOCore
import Testing
import Translation

@testable import Shim

/// Any model in any dialect: clients that speak another dialect than Argo does for their model.
@Suite(.timeLimit(.minutes(2)))
struct TranslatedRouteTests {
    private let events = HeaderField("content-type", "text/event-stream")
    private let claude = ForeignCall(client: .chat, model: "claude-opus-4-8", target: .messages)
    private let start =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"
        + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
    private let stop =
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}\n\n"
        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"

    private func delta(_ text: String) -> String {
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\(text)\"}}\n\n"
    }

    private func chunk(_ text: String) -> Step { .chunk(Array(text.utf8)) }

    // MARK: Answers

    @Test(arguments: ForeignCall.all, [true, false])
    func `a model answers in the dialect of its client`(call: ForeignCall, isStreaming: Bool) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(
                shim.post(call.path(isStreaming: isStreaming), call.body("Say hi", isStreaming: isStreaming)))
            try #require(response.status == 200, "\(response.text)")
            let type = isStreaming ? "text/event-stream" : "application/json"
            #expect(response.value(of: "content-type")?.hasPrefix(type) == true)
            let summary = try call.summary(response, isStreaming: isStreaming)
            #expect(summary.text.hasPrefix("Hello from"))
            #expect(summary.text.hasSuffix("You said: Say hi"))
            #expect(summary.ending == .stop)
            // A Chat client gets figures in a stream only where it asks for them.
            #expect(summary.output > 0 || call.client == .chat && isStreaming)
            let request = try #require(await shim.argo.lastQuestion)
            #expect(request.path == "/argoapi" + call.target.path)
            #expect(request.values(of: "x-api-key") == ["tester"])
            #expect(request.values(of: "anthropic-version").isEmpty == (call.target != .messages))
        }
    }

    @Test(arguments: ForeignCall.all, [true, false])
    func `a tool is called in the dialect of the client`(call: ForeignCall, isStreaming: Bool) async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(
                shim.post(call.path(isStreaming: isStreaming), call.body("use the tool look", isStreaming: isStreaming)))
            try #require(response.status == 200, "\(response.text)")
            let summary = try call.summary(response, isStreaming: isStreaming)
            #expect(summary.calls.map(\.name) == ["look"])
            #expect(summary.calls.first?.arguments == #"{"city":"Chicago"}"#)
            #expect(summary.ending == .calls)
        }
    }

    @Test func `a request that speaks its model's dialect is not translated`() async throws {
        try await withTestShim { shim async throws in
            let body = #"{ "max_tokens":5,"model":"claudeopus48","stream":true,"odd":[1.0],"messages":[{"role":"user","content":"hi"}]}"#
            _ = try await shim.send(shim.post("/v1/messages", body))
            #expect(await shim.argo.lastQuestion?.body == Array(body.utf8))
        }
    }

    @Test func `a translation that is switched off leaves the request on its route`() async throws {
        try await withTestShim(change: { $0.policy.disabledFixes = ["claude-by-messages", "gpt-by-responses"] }) { shim async throws in
            let chat = try await shim.send(shim.post("/v1/chat/completions", claude.body("hi", isStreaming: false)))
            #expect(chat.status == 200)
            #expect(await shim.argo.lastQuestion?.path == "/argoapi/v1/chat/completions")
            let gpt = ForeignCall(client: .messages, model: "gpt-5.5", target: .messages)
            let messages = try await shim.send(shim.post("/v1/messages", gpt.body("hi", isStreaming: false)))
            #expect(messages.status == 400)
            #expect(messages.text.contains("not supported on the /v1/messages endpoint"))
        }
    }

    @Test(arguments: ["gpt-4o", "gpt-5.5"])
    func `a client's own name for its user does not take the place of the user name`(model: String) async throws {
        try await withTestShim { shim async throws in
            let gpt = ForeignCall(client: .messages, model: model, target: .chatCompletions)
            let body = gpt.body("hi", isStreaming: false, members: #","metadata":{"user_id":"somebody-else"}"#)
            let response = try await shim.send(shim.post("/v1/messages", body))
            #expect(response.status == 200, "\(response.text)")
            let sent = String(decoding: try #require(await shim.argo.lastQuestion).body, as: UTF8.self)
            #expect(!sent.contains("somebody-else"))
            #expect(sent.contains(#""user":"tester""#) == (model == "gpt-4o"))
        }
    }

    @Test func `a large request is translated as well`() async throws {
        try await withTestShim { shim async throws in
            let text = String(repeating: "x", count: 1_100_000)
            let response = try await shim.send(shim.post("/v1/chat/completions", claude.body(text, isStreaming: false)))
            #expect(try claude.summary(response, isStreaming: false).text.contains("You said: xxx"))
        }
    }

    // MARK: What cannot be carried

    @Test func `what is lost is noted, in a header and in the log`() async throws {
        try await withTestShim { shim async throws in
            let body = claude.body("hi", isStreaming: true, members: #","seed":7,"timeout":60"#)
            let response = try await shim.send(shim.post("/v1/chat/completions", body))
            #expect(response.status == 200)
            let notes = response.values(of: "x-argo-shim-note")
            #expect(notes.count == 1 && notes[0].hasPrefix("seed dropped:"), "\(notes)")
            #expect(shim.log.text.contains("seed dropped"))
        }
    }

    @Test func `what would change the meaning is refused with its place, and Argo is not asked`() async throws {
        try await withTestShim { shim async throws in
            let count = await shim.argo.requestCount
            let body =
                #"{"model":"claude-opus-4-8","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}"#
            let response = try await shim.send(shim.post("/v1/chat/completions", body))
            #expect(response.status == 400)
            #expect(response.text.contains("messages[0].content[0]"), "\(response.text)")
            #expect(response.text.contains(#""param":"messages[0]"#))
            #expect(await shim.argo.requestCount == count)
        }
    }

    @Test func `fault 16: tokens of a model that Argo cannot count for are not found, and not guessed`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send(
                shim.post("/v1/messages/count_tokens", #"{"model":"gpt-5.5","messages":[{"role":"user","content":"hi"}]}"#))
            #expect(response.status == 404)
            #expect(response.text.contains(#""type":"not_found_error""#))
        }
    }

    // MARK: Errors

    @Test(arguments: ForeignCall.all, [true, false])
    func `a failure has its real status and the words of the client's dialect`(call: ForeignCall, isStreaming: Bool) async throws {
        var quirks = Quirks.all
        quirks.outage = .resourceExhausted
        try await withTestShim(quirks: quirks, hasModels: false) { shim async throws in
            let response = try await shim.send(
                shim.post(call.path(isStreaming: isStreaming), call.body("hi", isStreaming: isStreaming)))
            #expect(response.status == 429, "\(response.text)")
            #expect(response.value(of: "content-type") == "application/json")
            #expect(
                response.text.hasPrefix(call.client == .messages ? #"{"type":"error","error":{"type":"rate_limit_error""# : #"{"error":{"#))
        }
    }

    @Test(arguments: ForeignCall.all, [true, false])
    func `an unknown user gets 403, and not an answer`(call: ForeignCall, isStreaming: Bool) async throws {
        try await withTestShim(hasModels: false, change: { $0.policy.user = "nobody" }) { shim async throws in
            let response = try await shim.send(
                shim.post(call.path(isStreaming: isStreaming), call.body("hi", isStreaming: isStreaming)))
            #expect(response.status == 403, "\(response.text)")
            #expect(response.text.contains("--user"))
        }
    }

    @Test func `an error in the stream is the client's last event`() async throws {
        try await withTestShim { shim async throws in
            let error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start + delta("one")), chunk(error), .end])
            let response = try await shim.send(shim.post("/v1/chat/completions", claude.body("hi", isStreaming: true)))
            #expect(response.isComplete == true)
            let summary = try claude.summary(response, isStreaming: true)
            #expect(summary.text == "one")
            #expect(summary.ending == .failed("Overloaded"))
        }
    }

    // MARK: Streams

    @Test func `each event leaves when it arrives`() async throws {
        try await withTestShim { shim async throws in
            let gates = (0..<3).map { _ in Gate() }
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages",
                [
                    .head(200, [events]), chunk(start), .wait(for: gates[0]), chunk(delta("one")), .wait(for: gates[1]),
                    chunk(delta("two")), .wait(for: gates[2]), chunk(stop), .end,
                ])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/chat/completions", claude.body("hi", isStreaming: true)))
            gates[0].open()
            let second = try await connection.read(until: "one")
            #expect(!second.contains("two"))
            gates[1].open()
            let third = try await connection.read(until: "two")
            #expect(!third.contains("[DONE]"))
            gates[2].open()
            let response = try await connection.response()
            #expect(response.isComplete == true)
            #expect(try claude.summary(response, isStreaming: true).text == "onetwo")
        }
    }

    @Test(arguments: [Step.close, .truncate, .reset, .end])
    func `a stream that breaks off looks broken`(ending: Step) async throws {
        try await withTestShim { shim async throws in
            let gate = Gate()
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start), chunk(delta("one")), .wait(for: gate), ending])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/chat/completions", claude.body("hi", isStreaming: true)))
            _ = try await connection.read(until: "one")
            gate.open()
            let response = try await connection.response()
            #expect(response.isComplete == false)
            #expect(!response.text.contains("[DONE]"))
        }
    }

    @Test func `a silent stream gets pings, and an error event when the upstream is silent too long`() async throws {
        try await withTestShim(change: {
            $0.times.ping = .milliseconds(30)
            $0.times.idleStream = .milliseconds(200)
        }) { shim async throws in
            await shim.argo.enqueue(path: "/argoapi/v1/messages", [.head(200, [events]), chunk(start + delta("one"))])
            let connection = try await RawConnection.open(port: shim.port)
            try await connection.send(shim.post("/v1/chat/completions", claude.body("hi", isStreaming: true)))
            let response = try await connection.response()
            #expect(response.text.contains(": ping\n\n"))
            #expect(response.text.contains("Argo sent nothing for"))
            #expect(response.isComplete == true)
        }
    }

    @Test func `one byte at a time adds up to the same answer`() async throws {
        try await withTestShim { shim async throws in
            let gate = Gate()
            gate.open()
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages",
                [.head(200, [events]), .trickle(Array((start + delta("ä€") + stop).utf8), gate), .end])
            let response = try await shim.send(shim.post("/v1/chat/completions", claude.body("hi", isStreaming: true)))
            #expect(try claude.summary(response, isStreaming: true).text == "ä€")
        }
    }

    @Test func `a document in the place of a stream is told as a stream, and a stream in the place of a document is joined`() async throws {
        try await withTestShim { shim async throws in
            let gpt = ForeignCall(client: .messages, model: "gpt-4o", target: .chatCompletions)
            let json = HeaderField("content-type", "application/json")
            let completion =
                #"{"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"one"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#
            await shim.argo.enqueue(path: "/argoapi/v1/chat/completions", [.head(200, [json]), chunk(completion), .end])
            let streamed = try await shim.send(shim.post("/v1/messages", gpt.body("hi", isStreaming: true)))
            #expect(try gpt.summary(streamed, isStreaming: true).text == "one")
            let pieces =
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"two\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\ndata: [DONE]\n\n"
            await shim.argo.enqueue(path: "/argoapi/v1/chat/completions", [.head(200, [events]), chunk(pieces), .end])
            let joined = try await shim.send(shim.post("/v1/messages", gpt.body("hi", isStreaming: false)))
            #expect(try gpt.summary(joined, isStreaming: false).text == "two")
        }
    }

    @Test func `an answer of another type is an error`() async throws {
        try await withTestShim { shim async throws in
            await shim.argo.enqueue(
                path: "/argoapi/v1/messages", [.head(200, [HeaderField("content-type", "text/html")]), chunk("<html>"), .end])
            let response = try await shim.send(shim.post("/v1/chat/completions", claude.body("hi", isStreaming: true)))
            #expect(response.status == 502)
            #expect(response.text.hasPrefix(#"{"error":{"#))
        }
    }
}
