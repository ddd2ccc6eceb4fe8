import LosslessJSON
import Testing

@testable import Translation

/// The table of kinds of failure: what each dialect says of them, and what is understood of what it says.
@Suite
struct FaultTableTests {
    private typealias Kind = APIFault.Kind

    /// Status, type and code of every kind, as the vendors' documents have them (see the table).
    static let terms: [(Dialect, [APIFault.Kind: (status: Int, type: String, code: String?)])] = [
        (.chat, openAI { $0 == .quotaExceeded || $0 == .billing ? "insufficient_quota" : nil }),
        (
            .responses,
            openAI { kind in
                switch kind {
                case .quotaExceeded, .billing: "insufficient_quota"
                case .rateLimit: "rate_limit_exceeded"
                case .invalidRequest, .notFound, .conflict, .requestTooLarge, .unprocessable: "invalid_prompt"
                case .authentication, .permission, .serverError, .overloaded, .timeout: "server_error"
                }
            }
        ),
        (
            .messages,
            [
                .invalidRequest: (400, "invalid_request_error", nil), .authentication: (401, "authentication_error", nil),
                .billing: (402, "billing_error", nil), .permission: (403, "permission_error", nil),
                .notFound: (404, "not_found_error", nil), .conflict: (409, "conflict_error", nil),
                .requestTooLarge: (413, "request_too_large", nil), .unprocessable: (422, "invalid_request_error", nil),
                .rateLimit: (429, "rate_limit_error", nil), .quotaExceeded: (429, "rate_limit_error", nil),
                .serverError: (500, "api_error", nil), .timeout: (504, "timeout_error", nil), .overloaded: (529, "overloaded_error", nil),
            ]
        ),
        (
            .google,
            [
                .invalidRequest: (400, "INVALID_ARGUMENT", nil), .authentication: (401, "UNAUTHENTICATED", nil),
                .billing: (402, "RESOURCE_EXHAUSTED", nil), .permission: (403, "PERMISSION_DENIED", nil),
                .notFound: (404, "NOT_FOUND", nil), .conflict: (409, "ABORTED", nil), .requestTooLarge: (413, "INVALID_ARGUMENT", nil),
                .unprocessable: (422, "INVALID_ARGUMENT", nil), .rateLimit: (429, "RESOURCE_EXHAUSTED", nil),
                .quotaExceeded: (429, "RESOURCE_EXHAUSTED", nil), .serverError: (500, "INTERNAL", nil),
                .overloaded: (503, "UNAVAILABLE", nil), .timeout: (504, "DEADLINE_EXCEEDED", nil),
            ]
        ),
    ]

    private static func openAI(_ code: (APIFault.Kind) -> String?) -> [APIFault.Kind: (status: Int, type: String, code: String?)] {
        let types: [(Kind, Int, String)] = [
            (.invalidRequest, 400, "invalid_request_error"), (.authentication, 401, "authentication_error"),
            (.billing, 402, "insufficient_quota"), (.permission, 403, "permission_error"), (.notFound, 404, "invalid_request_error"),
            (.conflict, 409, "invalid_request_error"), (.requestTooLarge, 413, "invalid_request_error"),
            (.unprocessable, 422, "invalid_request_error"), (.rateLimit, 429, "rate_limit_error"),
            (.quotaExceeded, 429, "insufficient_quota"), (.serverError, 500, "server_error"), (.overloaded, 503, "server_error"),
            (.timeout, 504, "server_error"),
        ]
        return Dictionary(uniqueKeysWithValues: types.map { ($0.0, ($0.1, $0.2, code($0.0))) })
    }

    @Test(arguments: terms)
    func `Every kind has a status, a type and a code in each dialect`(
        dialect: Dialect, terms: [APIFault.Kind: (status: Int, type: String, code: String?)]
    ) throws {
        for kind in Kind.allCases {
            let expected = try #require(terms[kind])
            let said = kind.terms(in: dialect)
            #expect(said == .init(status: expected.status, type: expected.type, code: expected.code), "\(kind)")
        }
    }

    @Test(arguments: Dialect.allCases)
    func `What a dialect says is understood and said again in the same words`(dialect: Dialect) {
        for kind in Kind.allCases {
            let said = kind.terms(in: dialect)
            let understood = Kind(status: said.status, words: [said.code, said.type].compactMap { $0 })
            #expect(understood.terms(in: dialect) == said, "\(kind) as \(understood)")
            // Without the words of its dialect, the status says as much as it can.
            #expect(Kind(status: said.status).terms(in: dialect).status == said.status, "\(kind)")
        }
    }

    @Test(arguments: Dialect.allCases)
    func `An error's body comes back as the same body`(dialect: Dialect) throws {
        for kind in Kind.allCases {
            let body = FaultTranslation.body(APIFault(kind, "why"), in: dialect)
            let read = FaultTranslation.fault(body, from: dialect, status: kind.terms(in: dialect).status)
            #expect(FaultTranslation.body(read, in: dialect) == body, "\(kind) as \(read.kind)")
        }
    }

    /// Status, words (the code first), and the kind that they mean together.
    static let words: [(Int?, [String], APIFault.Kind)] = [
        // OpenAI's 429 for spent credit and for a limit of a project (https://platform.openai.com/docs/guides/error-codes).
        (429, ["insufficient_quota", "insufficient_quota"], .quotaExceeded),
        (nil, ["project_spend_limit_exceeded", "insufficient_quota"], .quotaExceeded),
        (429, ["rate_limit_exceeded", "tokens"], .rateLimit), (nil, ["requests"], .rateLimit),
        (402, ["RESOURCE_EXHAUSTED"], .billing), (429, ["RESOURCE_EXHAUSTED"], .rateLimit), (402, ["insufficient_quota"], .billing),
        (401, ["invalid_api_key", "invalid_request_error"], .authentication), (401, ["invalid_request_error"], .authentication),
        (nil, ["model_not_found", "invalid_request_error"], .notFound), (409, ["ALREADY_EXISTS"], .conflict),
        (500, ["invalid_request_error"], .invalidRequest), (nil, ["content_filter"], .invalidRequest),
        (400, ["context_length_exceeded", "invalid_request_error"], .invalidRequest), (400, ["FAILED_PRECONDITION"], .invalidRequest),
        (503, ["server_is_overloaded", "server_error"], .overloaded), (nil, ["server_is_overloaded", "server_error"], .overloaded),
        (503, ["server_error"], .overloaded), (502, ["api_error"], .serverError), (529, ["overloaded_error"], .overloaded),
        (408, ["server_error"], .timeout), (nil, ["CANCELLED"], .timeout), (418, [], .invalidRequest), (599, [], .serverError),
        (nil, ["internal_error", "RateLimitError"], .rateLimit), (nil, ["InternalServerError"], .serverError),
        (nil, ["ConflictError"], .conflict), (nil, ["UnprocessableEntityError"], .unprocessable), (nil, ["other"], .serverError),
        (nil, [], .serverError),
    ]

    @Test(arguments: words)
    func `The words and the status of a vendor's error mean one kind`(status: Int?, words: [String], kind: APIFault.Kind) {
        #expect(Kind(status: status, words: words) == kind)
    }

    @Test(arguments: [
        (APIFault.Kind.quotaExceeded, "insufficient_quota"), (.billing, "insufficient_quota"), (.rateLimit, "rate_limit_exceeded"),
        (.overloaded, "server_error"), (.authentication, "server_error"), (.conflict, "invalid_prompt"),
    ])
    func `A failed response has a code by which clients know whether to try again`(kind: APIFault.Kind, code: String) throws {
        var translation = StreamTranslation(from: .messages, to: .responses, context: Sample.context, seed: Sample.seed, time: Sample.time)
        let last = try #require(translation.fail(APIFault(kind, "why")).last)
        let error = try JSONReader(last.data).value("response")?.value("error")
        #expect(last.name == "response.failed" && error?.string("code") == code)
    }

    @Test
    func `A word that is given replaces the dialect's own, and its code with it`() throws {
        var fault = APIFault(.billing, "spent")
        let own = try #require(try JSONReader(FaultTranslation.body(fault, in: .chat)).value("error"))
        #expect(own.string("type") == "insufficient_quota" && own.string("code") == "insufficient_quota")
        fault.type = "billing_error"
        fault.details = ["error_code": "x"]
        let given = try #require(try JSONReader(FaultTranslation.body(fault, in: .chat)).value("error"))
        #expect(given.string("type") == "billing_error" && given.string("code") == nil)
        let messages = String(decoding: FaultTranslation.body(fault, in: .messages), as: UTF8.self)
        #expect(messages == #"{"type":"error","error":{"type":"billing_error","message":"spent","details":{"error_code":"x"}}}"#)
    }
}
