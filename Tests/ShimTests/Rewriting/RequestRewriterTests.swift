import LosslessJSON
import Models
import Testing

@testable import Shim

@Suite struct RequestRewriterTests {
    private func text(_ body: String, for endpoint: APIEndpoint = .chatCompletions, user: RewritePolicy.UserPolicy = .fillIn) -> String {
        RewritingSample.text(RewritingSample.rewrite(body, for: endpoint, user: user))
    }

    // MARK: What goes through as it is

    @Test(
        arguments: [
            "", " ", "[]", "\"x\"", "null", "7", "{", "not JSON", "{\"user\":\"bob\"", "[{\"model\":\"gpt-4o\"}]", "{\"a\":1}x",
            String(repeating: "[", count: 5_000),
            "{\"a\":" + String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000) + "}",
        ], APIEndpoint.allCases)
    func `a body that is no JSON object goes through as it is`(body: String, endpoint: APIEndpoint) {
        let request = RewritingSample.rewrite(body, for: endpoint)
        #expect(request == PreparedRequest(unchanged: Array(body.utf8)))
    }

    @Test(
        arguments: [
            (APIEndpoint.chatCompletions, #"{"model":"gpt4o","user":"bob","messages":[{"role":"user","content":"hi"}]}"#),
            (.chatCompletions, #"{"model":"GPT-4o","user":"bob","stream":true}"#),
            (.responses, #"{"model":"gpt55","input":"hi","stream":true}"#),
            (.messages, #"{"model":"claude-opus-4-8","max_tokens":5,"stream":true,"messages":[]}"#),
            (.embeddings, #"{"model":"v3small","user":"bob","input":["a","b"]}"#),
            (.embeddings, #"{"model":"v3small","user":"bob","input":[[1,2],[3]]}"#),
            (.countTokens, #"{"model":"claude-opus-4-8","messages":[]}"#),
        ])
    func `a body that needs no change keeps its bytes`(endpoint: APIEndpoint, body: String) {
        let request = RewritingSample.rewrite(body, for: endpoint)
        #expect(request.bodies == [EditedText(Array(body.utf8))])
        #expect(request.notes.isEmpty)
    }

    @Test func `every byte that is not meant survives`() {
        let odd =
            "{ \"x\" : 1e400,\r\n\t\"y\":1.0 , \"z\":\"\\u00e9\\/\u{e9}\", \"z\":-0, \"messages\" : [ {\"content\":\"a\\ud83d\\ude00\"} ] ,"
            + "\"model\" : \"argo:gpt-4o\" , \"z\":[ ],\"big\":123456789012345678901234567890 , \"user\" : \"bob\" } \n"
        let expected = odd.replacing("\"argo:gpt-4o\"", with: "\"gpt4o\"")
        #expect(text(odd) == expected)
    }

    // MARK: User

    @Test(
        arguments: [
            (#"{"model":"gpt4o"}"#, #"{"user":"alice","model":"gpt4o"}"#),
            (#"{}"#, #"{"user":"alice"}"#),
            (#"{ }"#, #"{"user":"alice" }"#),
            (#"{"user":"","model":"gpt4o"}"#, #"{"user":"alice","model":"gpt4o"}"#),
            (#"{"user":" \t\u00a0\n"}"#, #"{"user":"alice"}"#),
            (#"{"user":null}"#, #"{"user":"alice"}"#),
            (#"{"user":7}"#, #"{"user":"alice"}"#),
            (#"{"user":["bob"]}"#, #"{"user":"alice"}"#),
            (#"{"user":{"id":1}}"#, #"{"user":"alice"}"#),
            (#"{"us\u0065r":""}"#, #"{"us\u0065r":"alice"}"#),
            (#"{"user":"bob","user":""}"#, #"{"user":"bob","user":"alice"}"#),
            (#"{"user":"bob"}"#, #"{"user":"bob"}"#),
        ])
    func `a user is filled in where it is missing, blank or not a string`(body: String, expected: String) {
        for endpoint in [APIEndpoint.chatCompletions, .completions, .embeddings, .legacyChat, .legacyStreamChat, .legacyEmbed] {
            #expect(text(body, for: endpoint) == expected)
        }
    }

    @Test(arguments: [APIEndpoint.messages, .countTokens, .responses])
    func `no user is filled in where Argo reads it from the headers`(endpoint: APIEndpoint) {
        #expect(text(#"{"x":1}"#, for: endpoint) == #"{"x":1}"#)
        #expect(text(#"{"x":1,"user":"bob"}"#, for: endpoint, user: .force) == #"{"x":1,"user":"bob"}"#)
    }

    @Test func `a forced user replaces another one and leaves the same one alone`() {
        #expect(text(#"{"user":"bob"}"#, user: .force) == #"{"user":"alice"}"#)
        #expect(text(#"{"user": "alice" }"#, user: .force) == #"{"user": "alice" }"#)
    }

    @Test func `duplicates are renamed and taken out together`() {
        let body = #"{"timeout":1,"model":"claudeopus48","max_completion_tokens":1,"timeout":2,"max_completion_tokens":2,"user":"b"}"#
        #expect(
            text(body.replacing("\"user\"", with: "\"stream\":true,\"user\""))
                == #"{"model":"claudeopus48","max_tokens":1,"max_tokens":2,"stream":true,"user":"b"}"#)
    }

    // MARK: Model

    @Test(arguments: [APIEndpoint.chatCompletions, .completions, .responses, .legacyChat])
    func `another spelling of a model becomes its internal id`(endpoint: APIEndpoint) {
        let request = RewritingSample.rewrite(#"{"model":"openai/gpt-5.5","user":"bob"}"#, for: endpoint)
        #expect(RewritingSample.text(request) == #"{"model":"gpt55","user":"bob"}"#)
        #expect(request.requestedModel == "openai/gpt-5.5")
        #expect(request.sentModel == "gpt55")
        #expect(request.intent.model.owner == .openai)
    }

    @Test(
        arguments: [
            ("claude-opus-4-8", "claude-opus-4-8"),
            ("claudeopus48", "claudeopus48"),
            ("Claude Opus 4.8", "Claude Opus 4.8"),
            ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5-20250929"),
            ("claude-sonnet-4-5", "claude-sonnet-4-5"),
            ("claude-opus-4-6[1m]", "claudeopus46"),
            ("claude-4.8-opus", "claudeopus48"),
            ("anthropic/claude-opus-4-8", "claudeopus48"),
            ("CLAUDE-OPUS-4-8", "claudeopus48"),
            ("claude-opus-9", "claude-opus-9"),
            ("gpt-4o", "gpt4o"),
        ])
    func `messages keep the names that Argo takes there`(name: String, sent: String) {
        for endpoint in [APIEndpoint.messages, .countTokens] {
            let request = RewritingSample.rewrite("{\"model\":\"\(name)\",\"stream\":true}", for: endpoint)
            #expect(RewritingSample.text(request) == "{\"model\":\"\(sent)\",\"stream\":true}")
            #expect(request.sentModel == sent)
        }
    }

    @Test(arguments: [#"{"model":5}"#, #"{"model":null}"#, #"{"model":["gpt-4o"]}"#, #"{"model":""}"#, #"{"model":"\ud800"}"#])
    func `a model that is no name is left alone`(body: String) {
        #expect(text(body, for: .responses) == body)
    }

    @Test func `the last of several models counts, as in Argo's parser`() {
        let request = RewritingSample.rewrite(#"{"model":"gpt-5","model":"argo:gpt-4o"}"#, for: .responses)
        #expect(RewritingSample.text(request) == #"{"model":"gpt-5","model":"gpt4o"}"#)
        #expect(request.sentModel == "gpt4o")
    }

    // MARK: Timeout

    @Test(
        arguments: [
            ("12.5", 12.5), ("1", 1), ("1e9", RequestRewriter.maximumTimeout), ("0", nil), ("-3", nil), ("1e400", nil), ("null", nil),
            ("\"9\"", nil), ("{}", nil), ("true", nil),
        ] as [(String, Double?)])
    func `a timeout is taken out of the body`(value: String, seconds: Double?) {
        for endpoint in APIEndpoint.allCases {
            let request = RewritingSample.rewrite("{\"user\":\"bob\",\"timeout\":\(value),\"a\":1}", for: endpoint)
            #expect(RewritingSample.text(request) == #"{"user":"bob","a":1}"#)
            #expect(request.intent.timeoutSeconds == seconds)
        }
    }

    // MARK: Joining

    @Test(
        arguments: [
            (APIEndpoint.messages, #"{"model":"claudeopus48"}"#, #"{"stream":true,"model":"claudeopus48"}"#),
            (.messages, #"{"model":"claudeopus48","stream":false}"#, #"{"model":"claudeopus48","stream":true}"#),
            (.messages, #"{"model":"claudeopus48", "stream" : null}"#, #"{"model":"claudeopus48", "stream" : true}"#),
            (.messages, #"{"model":"claude-unheard-of-9"}"#, #"{"stream":true,"model":"claude-unheard-of-9"}"#),
            (
                .chatCompletions, #"{"model":"claudeopus48","user":"b"}"#,
                #"{"stream":true,"stream_options":{"include_usage":true},"model":"claudeopus48","user":"b"}"#
            ),
            (
                .chatCompletions, #"{"model":"claudeopus48","user":"b","stream":false,"stream_options":{"x":1,"include_usage":false}}"#,
                #"{"model":"claudeopus48","user":"b","stream":true,"stream_options":{"x":1,"include_usage":true}}"#
            ),
            (
                .chatCompletions, #"{"model":"claudeopus48","user":"b","stream":false,"stream_options":null}"#,
                #"{"model":"claudeopus48","user":"b","stream":true,"stream_options":{"include_usage":true}}"#
            ),
        ])
    func `a Claude request that does not stream is streamed and joined`(endpoint: APIEndpoint, body: String, expected: String) {
        let request = RewritingSample.rewrite(body, for: endpoint)
        #expect(RewritingSample.text(request) == expected)
        #expect(request.isJoined)
        #expect(!request.clientStreams)
    }

    @Test(
        arguments: [
            (APIEndpoint.messages, #"{"model":"claudeopus48","stream":true}"#),
            (.messages, #"{"model":"claudeopus48","stream":"yes"}"#),
            (.messages, #"{"model":"claudeopus48","stream":1}"#),
            (.messages, #"{"model":"gpt4o"}"#),
            (.messages, #"{"model":"unheard-of"}"#),
            (.countTokens, #"{"model":"claudeopus48"}"#),
            (.countTokens, #"{"model":"claudeopus48","stream":false}"#),
            (.chatCompletions, #"{"model":"gpt4o","user":"bob"}"#),
            (.completions, #"{"model":"claudeopus48","user":"bob"}"#),
        ])
    func `nothing else is joined`(endpoint: APIEndpoint, body: String) {
        let request = RewritingSample.rewrite(body, for: endpoint)
        #expect(RewritingSample.text(request) == body)
        #expect(!request.isJoined)
    }

    @Test func `whether the client asked for a stream is told`() {
        #expect(RewritingSample.rewrite(#"{"model":"gpt4o","user":"b","stream":true}"#).clientStreams)
        #expect(!RewritingSample.rewrite(#"{"model":"claudeopus48","user":"b"}"#).clientStreams)
    }

    // MARK: Notes

    @Test func `notes are fit for a header and hold no value of the body`() {
        let body =
            "{\"model\":\"claude-opus-5 \\u0000\\r\\nx-evil: \u{e9}\",\"temperature\":0.12345,\"messages\":[{\"content\":\"secret\"}]}"
        let request = RewritingSample.rewrite(body, for: .messages)
        #expect(request.notes.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        let plain = RewritingSample.rewrite(#"{"model":"claude-opus-4-8","temperature":0.12345,"stream":true}"#, for: .messages)
        #expect(plain.notes == ["temperature dropped: claude-opus-4-8 does not accept it"])
    }
}

@Suite struct ByteSearchTests {
    @Test(arguments: ["", "a", "ab", "aba", "ababab", "xxabxx", "aab", "bba", "abc\"null\"null nulnull"])
    func `it finds what a plain comparison finds, in every range`(text: String) {
        let bytes = Array(text.utf8)
        for needle in ["a", "ab", "aba", "null", "\"null\""] {
            for start in 0...bytes.count {
                for end in start...bytes.count {
                    let plain = (start..<max(start, end)).filter {
                        $0 + needle.utf8.count <= end && bytes[$0...].starts(with: needle.utf8)
                    }
                    #expect(ByteSearch(needle).offsets(in: bytes, start..<end) == plain)
                }
            }
        }
    }

    @Test func `an offset is found in the range that holds it`() {
        let offsets = [3, 7, 20]
        for start in 0..<25 {
            for end in start..<25 {
                #expect(ByteSearch.hasOffset(offsets, in: start..<end) == offsets.contains { start <= $0 && $0 < end })
            }
        }
        #expect(!ByteSearch.hasOffset([], in: 0..<9))
    }
}
