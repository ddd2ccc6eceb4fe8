import Testing

@testable import SystemSupport
@testable import Translation

/// A signature goes back only to the dialect that it came from.
@Suite
struct SignatureTests {
    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `A thought that came from an upstream goes back to it through the client, and nowhere else`(upstream: Dialect, client: Dialect)
        throws
    {
        guard upstream != client, upstream != .chat, let body = Scenario.reasoning.bodies[upstream] else { return }
        let translated = try AnswerTranslation.translated(
            Array(body.utf8), from: upstream, to: client, context: Sample.context, seed: Sample.seed, time: Sample.time)
        let answer = try JSONReader(translated.body)
        let history: String =
            switch client {
            case .chat: String(decoding: try #require(answer.list("choices").first?.value("message")).text, as: UTF8.self)
            case .responses: answer.list("output").map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: ",")
            case .messages:
                #"{"role":"assistant","content":\#(String(decoding: try #require(answer.value("content")).text, as: UTF8.self))}"#
            case .google: String(decoding: try #require(answer.list("candidates").first?.value("content")).text, as: UTF8.self)
            }
        let more = RequestPartTests.body(client, history)
        let back = String(
            decoding: try RequestTranslation(Array(more.utf8), from: client).encoded(for: upstream, traits: Sample.traits).body,
            as: UTF8.self)
        switch upstream {
        case .messages: #expect(back.contains(#"{"type":"thinking","thinking":"Let me see.","signature":"c2ln"}"#))
        case .responses:
            #expect(
                back.contains(
                    #"{"type":"reasoning","id":"rs_0","summary":[{"type":"summary_text","text":"Let me see."}],"encrypted_content":"c2ln"}"#
                ))
        case .google, .chat: #expect(back.contains(#"{"thought":true,"text":"Let me see.","thoughtSignature":"c2ln"}"#))
        }
        for other in Dialect.allCases where other != upstream && other != client {
            let elsewhere = try Request(more, from: client, to: other)
            #expect(!String(decoding: elsewhere.body.text, as: UTF8.self).contains("Let me see."))
            #expect(elsewhere.notes.count == 1)
        }
    }

    @Test(arguments: [Dialect.chat, .responses, .messages])
    func `Google's signature of a call stands on the call again`(client: Dialect) throws {
        let body = GoogleSample.response(
            #"{"functionCall":{"name":"f","args":{"a":1},"id":"1"},"thoughtSignature":"c2ln"},{"functionCall":{"name":"g","args":{},"id":"2"}}"#,
            finish: "STOP"
        )
        let answer = try JSONReader(
            try AnswerTranslation.translated(Array(body.utf8), from: .google, to: client, context: Sample.context, seed: "s", time: 1).body
        )
        let turns: String
        switch client {
        case .chat:
            let message = try #require(answer.list("choices").first?.value("message"))
            let ids = message.list("tool_calls").compactMap { $0.string("id") }
            turns =
                String(decoding: message.text, as: UTF8.self)
                + ids.map { #",{"role":"tool","tool_call_id":"\#($0)","content":"x"}"# }.joined()
        case .responses:
            let items = answer.list("output").map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: ",")
            turns = items + ["1", "2"].map { #",{"type":"function_call_output","call_id":"\#($0)","output":"x"}"# }.joined()
        default:
            let content = String(decoding: try #require(answer.value("content")).text, as: UTF8.self)
            turns =
                #"{"role":"assistant","content":\#(content)},{"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"x"},{"type":"tool_result","tool_use_id":"2","content":"x"}]}"#
        }
        let back = try Request(RequestPartTests.body(client, turns), from: client, to: .google)
        #expect(back["contents[0].parts[0]"] == #"{"functionCall":{"id":"1","name":"f","args":{"a":1}},"thoughtSignature":"c2ln"}"#)
        #expect(back["contents[0].parts[1].thoughtSignature"] == nil)
        // Elsewhere the call goes without it.
        let other: Dialect = client == .messages ? .responses : .messages
        #expect(
            !String(decoding: try Request(RequestPartTests.body(client, turns), from: client, to: other).body.text, as: UTF8.self).contains(
                "c2ln"))
    }

    @Test
    func `Carriers are base64 and hold any value`() {
        for value in ["", "a/b/c", "ü=", String(repeating: "x", count: 5_000)] {
            let signature = Signature(.google, .hidden, id: "rs_1", value: value)
            #expect(Base64.decodeAny(signature.carrier) != nil)
            #expect(Signature(carrier: signature.carrier) == signature)
        }
        #expect(Signature(carrier: "ErUBCkYIBRgCIkD") == nil)
        for length in 0..<20 {
            let bytes = (0..<UInt8(length)).map { $0 &* 37 }
            #expect(Base64.decodeAny(Base64.encode(bytes)) == bytes)
        }
    }
}
