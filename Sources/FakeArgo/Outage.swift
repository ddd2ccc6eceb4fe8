/// A failure that every model route answers with, as it was seen in replies of Argo (quirks 8, 12 and 17).
package enum Outage: Sendable, Equatable, CaseIterable {
    /// Vertex: `RESOURCE_EXHAUSTED`; the true status is 429.
    case resourceExhausted
    /// Vertex: `Quota exceeded`; the true status is 429.
    case quotaExceeded
    /// Azure: `too many 429 error responses`; the true status is 429.
    case tooManyRequests
    /// Anthropic: `overloaded_error`; the true status is 529.
    case overloaded
    /// Argo cannot reach `oauth2.googleapis.com`: `Max retries exceeded`; the true status is 502.
    case vertexUnreachable
    /// Anthropic: a 400 whose text holds digits that look like a status, `prompt is too long: 214290 tokens`.
    case promptTooLong
    /// nginx cannot reach FastAPI: its own 502 page in HTML.
    case badGateway
}
