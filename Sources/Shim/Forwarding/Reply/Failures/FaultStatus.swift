/// Decides the HTTP status of an upstream's error from its type, its explicit code and a few known texts, never from digits in a text.
enum FaultStatus {
    /// The status for the client.
    ///
    /// - Parameters:
    ///   - fault: the error.
    ///   - upstream: the upstream's own status; nil where the error stood inside a success.
    static func decide(_ fault: UpstreamFault, upstream: Int?) -> Int {
        if fault.type == "overloaded_error" { return 529 }
        let specific = meaning(of: fault.type) ?? meaning(of: fault.code)
        let isOpen = upstream.map { $0 == 400 || $0 >= 500 } ?? true
        if specific == nil, isOpen || fault.isUnwrapped, let known = status(ofText: fault.message) { return known }
        // A status of its own below or beside 500 was chosen with care; 500 is what Argo gives where it did not look.
        if let upstream, upstream != 500, !fault.isUnwrapped { return upstream }
        return specific ?? exceptionStatus(of: fault.type) ?? fault.explicitStatus ?? upstream ?? 500
    }

    /// Quota and outage texts that come under any type, seen in Argo's answers.
    private static func status(ofText text: String) -> Int? {
        if ["RESOURCE_EXHAUSTED", "Quota exceeded", "too many 429 error responses"].contains(where: text.contains) { return 429 }
        if text.contains("oauth2.googleapis.com"), text.contains("Max retries exceeded") { return 502 }
        return nil
    }

    /// What a type or code means by itself; nil for those that say no more than that something failed.
    ///
    /// Anthropic: https://docs.anthropic.com/en/api/errors. OpenAI: https://platform.openai.com/docs/guides/error-codes.
    /// Google: https://cloud.google.com/apis/design/errors.
    static func meaning(of type: String?) -> Int? {
        switch type {
        case "invalid_request_error", "context_length_exceeded", "content_filter", "invalid_prompt", "INVALID_ARGUMENT",
            "FAILED_PRECONDITION",
            "OUT_OF_RANGE":
            400
        case "authentication_error", "invalid_api_key", "UNAUTHENTICATED": 401
        case "billing_error": 402
        case "permission_error", "PERMISSION_DENIED": 403
        case "not_found_error", "model_not_found", "NOT_FOUND": 404
        case "request_too_large": 413
        case "rate_limit_error", "rate_limit_exceeded", "insufficient_quota", "RESOURCE_EXHAUSTED": 429
        case "server_is_overloaded", "slow_down", "UNAVAILABLE": 503
        case "timeout_error", "DEADLINE_EXCEEDED": 504
        case "overloaded_error": 529
        default: nil
        }
    }

    /// What the exception classes of the OpenAI and Anthropic Python clients mean, which Argo gives as types.
    private static func exceptionStatus(of type: String?) -> Int? {
        switch type {
        case "BadRequestError": 400
        case "AuthenticationError": 401
        case "PermissionDeniedError": 403
        case "NotFoundError": 404
        case "ConflictError": 409
        case "RequestTooLargeError": 413
        case "UnprocessableEntityError": 422
        case "RateLimitError": 429
        case "APIConnectionError": 502
        case "APITimeoutError": 504
        case "OverloadedError": 529
        default: nil
        }
    }
}
