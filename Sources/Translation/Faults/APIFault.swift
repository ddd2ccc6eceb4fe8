package import LosslessJSON

/// What went wrong with a request: an error of the upstream's, before an answer or inside its stream, or one of ours.
package struct APIFault: Error, Equatable, Sendable {
    /// What kind of failure it is.
    package var kind: Kind
    /// For the person behind the client: the vendor's words, where it is a vendor's error.
    package var message: String
    /// HTTP status that the upstream gave, where it did.
    package var status: Int?
    /// A word to send in the place of the client's dialect's own for the kind.
    package var type: String?
    /// The vendor's own machine-readable code, kept for clients of the same family.
    package var code: String?
    /// The part of the request that it is about, where the vendor says it.
    package var parameter: String?
    /// The upstream's id of the request.
    package var requestID: String?
    /// What Messages has in `error.details`; nil for nothing.
    package var details: JSONValue?

    /// The parameters are the properties.
    package init(
        _ kind: Kind, _ message: String, status: Int? = nil, code: String? = nil, parameter: String? = nil, requestID: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.code = code
        self.parameter = parameter
        self.requestID = requestID
    }

    /// The status to answer with: the upstream's, else the usual one of the kind.
    ///
    /// - Parameter client: the dialect that goes out.
    package func effectiveStatus(in client: Dialect) -> Int {
        if let status, (400...599).contains(status) { return status }
        return kind.terms(in: client).status
    }
}

// MARK: The table

extension APIFault {
    /// A kind of failure, whichever words a vendor has for it. Of the kinds that share a word, the most general comes first.
    package enum Kind: CaseIterable, Equatable, Sendable {
        case invalidRequest, authentication, permission, notFound, conflict, requestTooLarge, unprocessable
        case rateLimit, quotaExceeded, billing
        case serverError, overloaded, timeout
    }

    /// What a dialect says of a kind.
    package struct Terms: Equatable, Sendable {
        /// HTTP status code.
        package let status: Int
        /// `error.type`; Google's `error.status`.
        package let type: String
        /// `error.code`, as Responses' events and failed responses have it in the place of a type; nil for none.
        package let code: String?
    }
}

extension APIFault.Kind {
    /// A row of the table: what is usual, with 529 and the codes of OpenAI's HTTP errors in `terms(in:)`.
    ///
    /// - Retries: the SDKs of OpenAI and Anthropic repeat 408, 409, 429 and 5xx, and Google's 408, 429, 500, 502, 503 and 504, whatever the
    ///   words are (`_base_client.py` in https://github.com/openai/openai-python and https://github.com/anthropics/anthropic-sdk-python,
    ///   `_api_client.py` in https://github.com/googleapis/python-genai). None repeats 402: it stays 402 in every dialect.
    /// - OpenAI: https://platform.openai.com/docs/guides/error-codes. Spent credit and a spend limit are `insufficient_quota`, with 429.
    /// - Responses: the codes that `ResponseError` of the SDK has. Codex repeats what it does not know, stops at `insufficient_quota` and
    ///   `invalid_prompt`, and also at `server_is_overloaded` (https://github.com/openai/codex, codex-rs/codex-api/src/sse/responses.rs).
    /// - Messages: https://platform.claude.com/docs/en/api/errors. The spend limit of a tier is `rate_limit_error` there.
    /// - Google: https://ai.google.dev/gemini-api/docs/generate-content/api-errors, where 402 is RESOURCE_EXHAUSTED like 429; for 409
    ///   google.rpc.Code (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto).
    private var row: (status: Int, openAI: String, responses: String, messages: String, google: String) {
        switch self {
        case .invalidRequest: (400, "invalid_request_error", "invalid_prompt", "invalid_request_error", "INVALID_ARGUMENT")
        case .authentication: (401, "authentication_error", "server_error", "authentication_error", "UNAUTHENTICATED")
        case .permission: (403, "permission_error", "server_error", "permission_error", "PERMISSION_DENIED")
        case .notFound: (404, "invalid_request_error", "invalid_prompt", "not_found_error", "NOT_FOUND")
        case .conflict: (409, "invalid_request_error", "invalid_prompt", "conflict_error", "ABORTED")
        case .requestTooLarge: (413, "invalid_request_error", "invalid_prompt", "request_too_large", "INVALID_ARGUMENT")
        case .unprocessable: (422, "invalid_request_error", "invalid_prompt", "invalid_request_error", "INVALID_ARGUMENT")
        case .rateLimit: (429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED")
        case .quotaExceeded: (429, "insufficient_quota", "insufficient_quota", "rate_limit_error", "RESOURCE_EXHAUSTED")
        case .billing: (402, "insufficient_quota", "insufficient_quota", "billing_error", "RESOURCE_EXHAUSTED")
        case .serverError: (500, "server_error", "server_error", "api_error", "INTERNAL")
        case .overloaded: (503, "server_error", "server_error", "overloaded_error", "UNAVAILABLE")
        case .timeout: (504, "server_error", "server_error", "timeout_error", "DEADLINE_EXCEEDED")
        }
    }

    /// What the client's dialect says of it.
    package func terms(in client: Dialect) -> APIFault.Terms {
        let row = row
        return switch client {
        case .chat: .init(status: row.status, type: row.openAI, code: row.openAI == "insufficient_quota" ? row.openAI : nil)
        case .responses: .init(status: row.status, type: row.openAI, code: row.responses)
        // Anthropic alone has 529.
        case .messages: .init(status: self == .overloaded ? 529 : row.status, type: row.messages, code: nil)
        case .google: .init(status: row.status, type: row.google, code: nil)
        }
    }

    // MARK: The way back

    /// The kind that an HTTP status stands for.
    ///
    /// - Parameter status: 400 and above.
    package init(status: Int) {
        let kind: Self? =
            switch status {
            case 408: .timeout
            case 529: .overloaded
            default: Self.allCases.first { $0.row.status == status }
            }
        self = kind ?? ((400..<500).contains(status) ? .invalidRequest : .serverError)
    }

    /// The kind that any vendor's type, code or status stands for; nil for a word that is not known.
    package init?(word: String) {
        switch word {
        case "FAILED_PRECONDITION", "OUT_OF_RANGE", "invalid_prompt", "context_length_exceeded", "content_filter": self = .invalidRequest
        case "invalid_api_key": self = .authentication
        case "model_not_found": self = .notFound
        case "ALREADY_EXISTS": self = .conflict
        // OpenAI's 429 may have the limit that was reached as its type.
        case "tokens", "requests", "rate_limit_exceeded": self = .rateLimit
        case "internal_error", "UNKNOWN": self = .serverError
        case "server_is_overloaded", "slow_down": self = .overloaded
        // The upstream has given up by itself; a client that has is not there to be told.
        case "CANCELLED": self = .timeout
        default:
            guard let kind = Self.allCases.first(where: { [$0.row.openAI, $0.row.messages, $0.row.google].contains(word) }) else {
                return nil
            }
            self = kind
        }
    }

    /// The kind that an exception class of the vendors' Python SDKs stands for, which Argo and proxies give as types.
    package init?(exception: String) {
        guard let kind = Self.exceptions[exception] else { return nil }
        self = kind
    }

    private static let exceptions: [String: Self] = [
        "BadRequestError": .invalidRequest, "AuthenticationError": .authentication, "PermissionDeniedError": .permission,
        "NotFoundError": .notFound, "ConflictError": .conflict, "RequestTooLargeError": .requestTooLarge,
        "UnprocessableEntityError": .unprocessable, "RateLimitError": .rateLimit, "InternalServerError": .serverError,
        "OverloadedError": .overloaded, "APITimeoutError": .timeout,
    ]

    /// The kind of an error of any vendor's.
    ///
    /// - Parameters:
    ///   - status: the HTTP status that it came with, or has inside; nil for none.
    ///   - words: its code, which says more, and its type: `invalid_request_error` may be `model_not_found`, `server_error` may be any.
    package init(status: Int?, words: [String]) {
        let told = words.compactMap { Self(word: $0) ?? Self(exception: $0) }.first { $0 != .serverError }
        guard let status else {
            self = told ?? .serverError
            return
        }
        // A general word leaves it to the status to say more: OpenAI has one type for most of 4xx, and Google one for 402 and 429.
        let isExact = told != nil && status != 402 && (told != .invalidRequest || !(400..<500).contains(status))
        self = isExact ? told ?? .serverError : Self(status: status)
    }
}
