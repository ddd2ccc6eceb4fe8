import NIOCore
import Testing
import Translation

@testable import Shim

@Suite struct ErrorReplyTests {
    static let ownShapes: [(APIEndpoint, Int, String)] = [
        (
            .messages, 400,
            #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 214290 tokens > 200000 maximum"}}"#
        ),
        (.messages, 429, #"{"type":"error", "error":{"type":"rate_limit_error","message":"slow down"},"request_id":"req_1"}"#),
        (.messages, 529, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#),
        (.chatCompletions, 400, #"{"error":{"message":"no","type":"invalid_request_error","param":"x","code":"y"}, "more":1}"#),
        (.chatCompletions, 404, #"{"error":{"message":"429 503 529","type":null,"param":null,"code":null}}"#),
        (.responses, 401, #"{"error":{"message":"Error code: unknown"}}"#),
        (.chatCompletions, 422, #"{"error":{"message":"no","type":"invalid_request_error"}}"#),
        (.embeddings, 503, #"{"error":{"message":"no","type":"server_error"}}"#),
    ]

    @Test(arguments: ownShapes)
    func `an error in the caller's shape keeps its status and every byte`(_ endpoint: APIEndpoint, _ status: Int, _ body: String) {
        for pieces in ReplyTranscript.cuts(of: body) {
            let reply = ReplyTranscript.reply(ReplyTranscript.context(endpoint), status, "application/json", pieces)
            #expect(reply.status == status && reply.text == body && reply.head?.length == body.utf8.count && reply.ending == .end)
        }
    }

    /// Endpoint, upstream status, body, the client's status, message and type.
    static let reshaped: [(APIEndpoint, Int, String, Int, String, String)] = [
        (
            .messages, 400, #"{"error":{"message":"no \"x\"","type":"invalid_request_error","code":"c"}}"#, 400, #"no \"x\""#,
            "invalid_request_error"
        ),
        (.chatCompletions, 404, #"{"type":"error","error":{"type":"not_found_error","message":"no"}}"#, 404, "no", "not_found_error"),
        (
            .messages, 500,
            #"{"error":{"message":"Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error', 'message': 'bad \\u00fc'}}","type":"BadRequestError","code":"internal_error"}}"#,
            400, "bad ü", "invalid_request_error"
        ),
        (
            .chatCompletions, 500,
            #"{"error":{"message":"Error code: 400 - {'error': {'message': 'bad', 'type': None, 'param': None, 'code': 'x'}}","type":"BadRequestError"}}"#,
            400, "bad", "invalid_request_error"
        ),
        (
            .chatCompletions, 400,
            #"{"error":{"message":"Error code: 429 - [{'error': {'code': 429, 'message': 'Resource exhausted.', 'status': 'RESOURCE_EXHAUSTED'}}]"}}"#,
            429, "Resource exhausted.", "RESOURCE_EXHAUSTED"
        ),
        (
            .messages, 500,
            #"{"detail":"Error code: 529 - {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"}"#,
            529, "Overloaded", "overloaded_error"
        ),
        (.messages, 500, #"Error code: 404 - {'message': 'gone'}"#, 404, "gone", "not_found_error"),
        (
            .messages, 500,
            #"{"type":"error","error":{"type":"api_error","message":"Error code: 500 - {'error': {'message': \"Error code: 413 - {'error': {'message': 'big'}}\"}}"}}"#,
            413, "big", "request_too_large"
        ),
        (
            .messages, 422, #"{"detail":[{"loc":["body","input",0],"msg":"str expected","type":"t"},{"msg":"more"}]}"#,
            422, "body.input.0: str expected; more", "invalid_request_error"
        ),
        (.chatCompletions, 404, #"{"detail":"Not Found"}"#, 404, "Not Found", "invalid_request_error"),
        (.messages, 403, #"{"message":"no entry"}"#, 403, "no entry", "permission_error"),
        (
            .messages, 502, "<html>\r\n<head><title>502 Bad\n Gateway</title></head></html>", 502,
            "Argo's web server answered with a page: 502 Bad Gateway", "api_error"
        ),
        (.chatCompletions, 504, "<HTML><H1>504</H1>", 504, "Argo's web server answered with a page: 504", "server_error"),
        (.chatCompletions, 413, "<html>", 413, "Argo's web server answered with a page without a title.", "invalid_request_error"),
        // The words that https://platform.openai.com/docs/guides/error-codes has for spent credit; a 402 is not repeated by its SDK.
        (.chatCompletions, 402, "no credit", 402, "no credit", "insufficient_quota"),
        (.messages, 402, "no credit", 402, "no credit", "billing_error"),
        (.chatCompletions, 408, "slow", 408, "slow", "server_error"), (.messages, 408, "slow", 408, "slow", "timeout_error"),
        // https://platform.claude.com/docs/en/api/errors has it.
        (.messages, 409, "taken", 409, "taken", "conflict_error"),
        (.messages, 503, "upstream connect error \n", 503, "upstream connect error", "overloaded_error"),
        (.messages, 401, "", 401, "Unauthorized", "authentication_error"),
        (.chatCompletions, 400, "[1,2]", 400, "[1,2]", "invalid_request_error"),
        (.chatCompletions, 400, #"{"other":1}"#, 400, #"{\"other\":1}"#, "invalid_request_error"),
    ]

    @Test(arguments: reshaped)
    func `an error in another shape keeps its wording in the caller's`(_ sample: (APIEndpoint, Int, String, Int, String, String)) {
        let (endpoint, upstream, body, status, message, type) = sample
        let reply = ReplyTranscript.reply(endpoint, upstream, body.hasPrefix("{") ? "application/json" : "text/html", body)
        #expect(reply.status == status)
        let expected =
            endpoint == .messages
            ? #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"},"request_id":"req_ours"}"#
            : #"{"error":{"message":"\#(message)","type":"\#(type)","param":null,"code":"#
        #expect(endpoint == .messages ? reply.text == expected : reply.text.hasPrefix(expected))
        #expect(reply.header("content-type") == "application/json")
    }

    /// Text in a 500, and the status that it means.
    static let texts: [(String, Int)] = [
        ("RESOURCE_EXHAUSTED", 429), ("Quota exceeded for model", 429), ("too many 429 error responses", 429),
        ("HTTPSConnectionPool(host='oauth2.googleapis.com', port=443): Max retries exceeded with url: /token", 502),
        ("oauth2.googleapis.com", 500), ("Max retries exceeded", 500), ("status 429 and 503 and 400", 500),
        ("Resource has been exhausted", 500),
    ]

    @Test(arguments: texts)
    func `known texts give a 500 its status, digits do not`(_ text: String, _ status: Int) {
        for (endpoint, body) in [
            (APIEndpoint.messages, #"{"type":"error","error":{"type":"api_error","message":"\#(text)"}}"#),
            (.chatCompletions, #"{"error":{"message":"\#(text)","type":"ClientError","code":"internal_error"}}"#), (.embeddings, text),
        ] {
            let reply = ReplyTranscript.reply(endpoint, 500, "application/json", body)
            #expect(reply.status == status && reply.text.contains(text))
        }
    }

    /// Code and type in a 500, and the status that they mean together.
    static let words: [(String, String, Int)] = [
        ("invalid_api_key", "invalid_request_error", 401), ("model_not_found", "invalid_request_error", 404),
        ("rate_limit_exceeded", "tokens", 429), ("insufficient_quota", "insufficient_quota", 429), ("x", "conflict_error", 409),
        ("x", "billing_error", 402), ("server_is_overloaded", "server_error", 503), ("x", "overloaded_error", 529),
        ("internal_error", "RateLimitError", 429), ("internal_error", "APIConnectionError", 502), ("internal_error", "server_error", 500),
    ]

    @Test(arguments: words)
    func `the code of an error says more than its type`(code: String, type: String, status: Int) {
        let body = #"{"error":{"message":"no","type":"\#(type)","param":null,"code":"\#(code)"}}"#
        for upstream in [200, 500] {
            #expect(ReplyTranscript.reply(.chatCompletions, upstream, "application/json", body).status == status)
        }
    }

    @Test(arguments: Dialect.allCases)
    func `an error without words of its own has those of the table`(dialect: Dialect) throws {
        for kind in APIFault.Kind.allCases {
            let terms = kind.terms(in: dialect)
            // Two kinds may share a status.
            let words = APIFault.Kind(status: terms.status).terms(in: dialect)
            let text = String(decoding: ErrorResponse(terms.status, "no").body(in: dialect), as: UTF8.self)
            #expect(text.contains(#""\#(dialect == .google ? "status" : "type")":"\#(words.type)""#), "\(text)")
        }
    }

    @Test func `a text does not outvote a type that says what is wrong`() {
        let body = #"{"type":"error","error":{"type":"invalid_request_error","message":"messages.0: 'RESOURCE_EXHAUSTED' is no role"}}"#
        #expect(ReplyTranscript.reply(.messages, 400, "application/json", body).status == 400)
        #expect(ReplyTranscript.reply(.messages, 200, "application/json", body).status == 400)
    }

    /// Body, what is kept of it, what is added.
    static let advised: [(APIEndpoint, Int, String, String, String)] = [
        (
            .chatCompletions, 400, #"{"error":{"message":"Invalid model: gpt-9","type":"x","code":"keep"}}"#, #""code":"keep""#,
            "Invalid model: gpt-9. Nearest models: claudesonnet46, claudeopus48."
        ),
        (
            .messages, 400,
            #"{"type":"error","error":{"type":"invalid_request_error","message":"Model 'gpt4o' is not supported on the /v1/messages endpoint."}}"#,
            "invalid_request_error", "endpoint. Nearest models: claudesonnet46, claudeopus48."
        ),
        (
            .chatCompletions, 500, #"{"error":{"message":"'NoneType' object is not iterable","type":"TypeError","code":"internal_error"}}"#,
            "TypeError",
            "'NoneType' object is not iterable. Argo fails on max_tokens"
        ),
        (
            .chatCompletions, 500, #"{"error":{"message":"'NoneType' object has no attribute 'parts'","type":"AttributeError"}}"#,
            "AttributeError", "more output tokens"
        ),
        (
            .messages, 400,
            #"{"type":"error","error":{"type":"invalid_request_error","message":"FAILED_PRECONDITION constraints/vertexai.allowedPartnerModelFeatures"}}"#,
            "FAILED_PRECONDITION", "policy of Argo's cloud project"
        ),
        (.chatCompletions, 500, "Internal Server Error", "Internal Server Error", #"(sent: \"alice\")"#),
        (.embeddings, 500, #"{"detail":"Internal Server Error"}"#, "Internal Server Error", "check --user"),
        (.chatCompletions, 500, "", "Internal Server Error", "check --user"),
    ]

    @Test(arguments: advised)
    func `a puzzling error keeps its wording and says whose fault it is`(_ sample: (APIEndpoint, Int, String, String, String)) {
        let reply = ReplyTranscript.reply(sample.0, sample.1, "application/json", sample.2)
        // Clients know a model that does not exist by 404.
        #expect(reply.status == (sample.2.contains("Invalid model") ? 404 : sample.1))
        #expect(reply.text.contains(sample.3) && reply.text.contains(sample.4))
        #expect(reply.machine.facts.saysInvalidModel == sample.4.contains("Nearest"))
    }

    @Test func `a bare 500 on the Messages route says nothing of the user`() {
        #expect(!ReplyTranscript.reply(.messages, 500, "text/plain", "Internal Server Error").text.contains("alice"))
    }

    @Test func `headers of an error are kept`() {
        for type in ["text/html", "application/json"] {
            var reply = ReplyTranscript(ReplyTranscript.context(.messages))
            reply.receiveHead(
                429, type,
                [("retry-after", "7"), ("request-id", "req_up"), ("anthropic-ratelimit-tokens-remaining", "0"), ("content-length", "6")]
            )
            reply.receive("<html>")
            reply.receiveEnd()
            #expect(reply.header("retry-after") == "7" && reply.header("anthropic-ratelimit-tokens-remaining") == "0")
            #expect(reply.header("request-id") == "req_up" && reply.text.contains(#""request_id":"req_up""#))
            #expect(reply.header("content-length") == nil && reply.header("content-type") == "application/json")
        }
    }

    @Test func `an error above the limit is told by what came of it`() {
        var reply = ReplyTranscript(ReplyTranscript.context(.messages) { $0.limits.errorBytes = 10 })
        reply.receiveHead(418, "text/plain")
        reply.receive("0123456789abcdef")
        #expect(reply.status == 418 && reply.text.contains(#""message":"0123456789""#) && reply.isUpstreamAbandoned && reply.ending == .end)
        reply.receive("more")
        reply.receiveEnd()
        #expect(reply.endingCount == 1)
    }

    @Test func `an error that breaks off or falls silent keeps its status`() {
        var broken = ReplyTranscript(ReplyTranscript.context(.messages))
        broken.receiveHead(429, "application/json", [("retry-after", "7")])
        broken.receive(#"{"type":"err"#)
        broken.receiveBreak(.closed)
        #expect(broken.status == 429 && broken.header("retry-after") == "7" && broken.ending == .end)
        var silent = ReplyTranscript(ReplyTranscript.context(.messages))
        silent.receiveHead(429, "application/json")
        silent.pass(.seconds(300))
        #expect(silent.status == 429 && silent.isUpstreamAbandoned)
    }
}

@Suite struct PythonLiteralParserTests {
    private func read(_ text: String) -> ErrorValue? {
        var reader = PythonLiteralParser(Array(text.utf8)[...])
        return reader.read()
    }

    static let values: [(String, ErrorValue)] = [
        ("{}", .object([:])), ("[]", .list([])), ("()", .list([])), ("None", .other), ("True", .other), ("1.5", .other),
        (" -7 ", .integer(-7)),
        ("'a'", .string("a")), (#""it's""#, .string("it's")), (#"'\'\\\n\x41\u00fc\U0001F600'"#, .string("'\\\nAü😀")),
        (#""\ud83d\ude00\/""#, .string("😀/")), (#"'\ud83d!'"#, .string("\u{FFFD}!")), (#"'\q'"#, .string(#"\q"#)),
        (
            "{'a': [1, 'b', (None,)], \"c\": {'d': true}, }",
            .object(["a": .list([.integer(1), .string("b"), .list([.other])]), "c": .object(["d": .other])])
        ),
    ]

    @Test(arguments: values)
    func `a literal is read`(_ text: String, _ value: ErrorValue) {
        #expect(read(text) == value)
    }

    @Test(arguments: [
        "", " ", "{", "{'a'", "{'a':", "{'a': 1", "{'a' 1}", "[1", "[1 2]", "'a", #"'\"#, #"'\x4'"#, #"'\u+123'"#, "{} x", "1)", "*", "[,]",
        String(repeating: "[", count: 10_000),
    ])
    func `what is no literal is refused`(_ text: String) {
        #expect(read(text) == nil)
    }
}
