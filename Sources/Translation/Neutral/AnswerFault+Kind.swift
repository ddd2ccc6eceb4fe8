/// The words that the vendors have for the kinds of failure.
///
/// Sources: https://docs.anthropic.com/en/api/errors, https://platform.openai.com/docs/guides/error-codes,
/// https://cloud.google.com/apis/design/errors.
extension AnswerFault.Kind {
    var status: Int {
        switch self {
        case .invalidRequest: 400
        case .authentication: 401
        case .billing: 402
        case .permission: 403
        case .notFound: 404
        case .tooLarge: 413
        case .rateLimit: 429
        case .overloaded: 503
        case .timeout: 504
        case .upstream: 500
        }
    }

    /// The kind that an HTTP status stands for.
    ///
    /// - Parameter status: 400 and above.
    package init(status: Int) {
        switch status {
        case 401: self = .authentication
        case 402: self = .billing
        case 403: self = .permission
        case 404: self = .notFound
        case 413: self = .tooLarge
        case 429: self = .rateLimit
        case 503, 529: self = .overloaded
        case 408, 504: self = .timeout
        case 400..<500: self = .invalidRequest
        default: self = .upstream
        }
    }

    var anthropicType: String {
        switch self {
        case .invalidRequest: "invalid_request_error"
        case .authentication: "authentication_error"
        case .billing: "billing_error"
        case .permission: "permission_error"
        case .notFound: "not_found_error"
        case .tooLarge: "request_too_large"
        case .rateLimit: "rate_limit_error"
        case .overloaded: "overloaded_error"
        case .timeout: "timeout_error"
        case .upstream: "api_error"
        }
    }

    var openAIType: String {
        switch self {
        case .invalidRequest, .notFound, .tooLarge: "invalid_request_error"
        case .authentication: "authentication_error"
        case .billing: "insufficient_quota"
        case .permission: "permission_error"
        case .rateLimit: "rate_limit_error"
        case .overloaded, .timeout, .upstream: "server_error"
        }
    }

    /// The codes of `response.failed` and of `error` events in Responses.
    var responsesCode: String {
        switch self {
        case .rateLimit: "rate_limit_exceeded"
        case .invalidRequest, .notFound, .tooLarge: "invalid_prompt"
        default: "server_error"
        }
    }

    var googleStatus: String {
        switch self {
        case .invalidRequest, .tooLarge: "INVALID_ARGUMENT"
        case .authentication: "UNAUTHENTICATED"
        case .billing: "FAILED_PRECONDITION"
        case .permission: "PERMISSION_DENIED"
        case .notFound: "NOT_FOUND"
        case .rateLimit: "RESOURCE_EXHAUSTED"
        case .overloaded: "UNAVAILABLE"
        case .timeout: "DEADLINE_EXCEEDED"
        case .upstream: "INTERNAL"
        }
    }

    /// Any vendor's word for it; nil for a word that is not known.
    init?(word: String) {
        switch word {
        case "invalid_request_error", "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "BadRequestError", "invalid_prompt",
            "context_length_exceeded":
            self = .invalidRequest
        case "authentication_error", "UNAUTHENTICATED", "invalid_api_key", "AuthenticationError": self = .authentication
        case "billing_error", "insufficient_quota": self = .billing
        case "permission_error", "PERMISSION_DENIED", "PermissionDeniedError": self = .permission
        case "not_found_error", "NOT_FOUND", "model_not_found", "NotFoundError": self = .notFound
        case "request_too_large": self = .tooLarge
        case "rate_limit_error", "rate_limit_exceeded", "RESOURCE_EXHAUSTED", "tokens", "requests", "RateLimitError": self = .rateLimit
        case "overloaded_error", "UNAVAILABLE", "server_is_overloaded", "slow_down": self = .overloaded
        case "timeout_error", "DEADLINE_EXCEEDED", "CANCELLED": self = .timeout
        case "api_error", "server_error", "internal_error", "INTERNAL", "UNKNOWN", "InternalServerError": self = .upstream
        default: return nil
        }
    }
}
