/// Failures that have nothing to do with the request (quirks 8, 12 and 17).
struct OutageRule {
    static func check(_ outage: Outage?, disguised: Bool) throws(Refusal) {
        switch outage {
        case nil: return
        case .badGateway: throw .badGateway
        case .promptTooLong:
            throw .vendor(.anthropic("prompt is too long: 214290 tokens > 200000 maximum"))
        case .overloaded:
            throw .vendor(VendorError(.anthropic, disguised ? 500 : 529, "overloaded_error", "Overloaded"))
        case .resourceExhausted:
            let message = "429 RESOURCE_EXHAUSTED. {'error': {'code': 429, 'message': 'Resource exhausted. Please try again later.'}}"
            throw .vendor(VendorError(.library, disguised ? 500 : 429, disguised ? "ClientError" : "rate_limit_error", message))
        case .quotaExceeded:
            let message =
                "Quota exceeded for aiplatform.googleapis.com/online_prediction_input_tokens_per_minute_per_base_model. "
                + "Please submit a quota increase request."
            throw .vendor(VendorError(.library, disguised ? 500 : 429, disguised ? "APIError" : "rate_limit_error", message))
        case .tooManyRequests:
            let message = "HTTPSConnectionPool(host='argo.openai.azure.com', port=443): too many 429 error responses"
            throw .vendor(VendorError(.library, disguised ? 500 : 429, disguised ? "RetryError" : "rate_limit_error", message))
        case .vertexUnreachable:
            let message =
                "HTTPSConnectionPool(host='oauth2.googleapis.com', port=443): Max retries exceeded with url: /token "
                + "(Caused by NewConnectionError('Failed to establish a new connection'))"
            throw .vendor(VendorError(.library, disguised ? 500 : 502, disguised ? "TransportError" : "api_error", message))
        }
    }
}
