internal import LosslessJSON

/// An error of the upstream's, before an answer or inside its stream.
package struct AnswerFault: Error, Equatable, Sendable {
    /// What kind of failure it is, whichever words a vendor has for it.
    package enum Kind: CaseIterable, Equatable, Sendable {
        case invalidRequest, authentication, billing, permission, notFound, tooLarge, rateLimit, overloaded, timeout, upstream
    }

    /// What kind of failure it is.
    package var kind: Kind
    /// The vendor's words.
    package var message: String
    /// HTTP status that the upstream gave, where it did.
    package var status: Int?
    /// The vendor's own machine-readable code, kept for clients of the same family.
    package var code: String?
    /// The part of the request that it is about, where the vendor says it.
    package var parameter: String?
    /// The upstream's id of the request.
    package var requestID: String?

    /// - Parameters:
    ///   - kind: what kind of failure it is.
    ///   - message: for the person behind the client.
    ///   - status: HTTP status that the upstream gave; nil where it gave none.
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
    /// - Parameter client: the dialect that goes out; Anthropic alone has 529 (https://docs.anthropic.com/en/api/errors).
    package func effectiveStatus(in client: Dialect) -> Int {
        if let status, (400...599).contains(status) { return status }
        return kind == .overloaded && client == .messages ? 529 : kind.status
    }
}

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

/// Reads and writes errors.
package enum FaultTranslation {
    /// Reads the body of an error.
    ///
    /// - Parameters:
    ///   - body: any bytes; what is no error object of a dialect is taken as the message.
    ///   - upstream: the dialect that was asked in.
    ///   - status: the HTTP status that it came with.
    package static func fault(_ body: [UInt8], from upstream: Dialect, status: Int) -> AnswerFault {
        // A proxy's page of HTML is an answer here, not an error of ours.
        if let reader = try? JSONReader(body) {
            // Google's streaming route answers with a list of one error.
            let object = reader.elements?.first ?? reader
            if var fault = fault(in: object) {
                // The status is the upstream's own; the kind follows its words where they say one.
                fault.status = status
                if fault.kind == .upstream { fault.kind = .init(status: status) }
                return fault
            }
        }
        let text = String(decoding: body.prefix(2_000), as: UTF8.self)
        return AnswerFault(.init(status: status), text.isEmpty ? "The upstream answered with status \(status)." : text, status: status)
    }

    /// The error that stands where an answer should be; nil for an answer.
    static func fault(inAnswer reader: JSONReader, from upstream: Dialect) -> AnswerFault? {
        if upstream == .responses, reader.string("object") == "response", reader.string("status") != "failed" { return nil }
        guard reader.value("error") != nil || reader.string("type") == "error" else { return nil }
        return fault(in: reader)
    }

    /// Reads `{"error":{…}}`, in any vendor's words, and Responses' flat `{"type":"error",…}`.
    static func fault(in reader: JSONReader) -> AnswerFault? {
        let isFlat = reader.value("error") == nil && reader.string("type") == "error"
        guard let error = isFlat ? reader : reader.value("error") else { return nil }
        if let text = error.string { return AnswerFault(.upstream, text) }
        guard error.isObject else { return nil }
        // The code says more than the type: `invalid_request_error` may be `model_not_found`, `server_error` may be any.
        let words = [error.string("code"), isFlat ? nil : error.string("type"), error.string("status")].compactMap { $0 }
        let kinds = words.compactMap(AnswerFault.Kind.init(word:))
        let number = error.integer("code").flatMap { (400...599).contains($0) ? $0 : nil }
        let kind = kinds.first { $0 != .upstream } ?? number.map(AnswerFault.Kind.init(status:)) ?? .upstream
        return AnswerFault(
            kind, error.string("message") ?? String(decoding: error.text.prefix(2_000), as: UTF8.self), status: number,
            code: error.string("code"), parameter: error.string("param"), requestID: reader.string("request_id")
        )
    }

    /// The body of a response that is an error.
    package static func body(_ fault: AnswerFault, in client: Dialect) -> [UInt8] {
        object(fault, in: client).serialized
    }

    static func object(_ fault: AnswerFault, in client: Dialect) -> JSONValue {
        switch client {
        case .chat, .responses:
            return [
                "error": [
                    "message": .string(fault.message), "type": .string(fault.kind.openAIType),
                    "param": fault.parameter.map { .string($0) } ?? nil, "code": fault.code.map { .string($0) } ?? nil,
                ]
            ]
        case .messages:
            var object = ObjectDraft("type", "error")
            object.set("error", ["type": .string(fault.kind.anthropicType), "message": .string(fault.message)])
            object.set("request_id", fault.requestID)
            return object.json
        case .google:
            return [
                "error": [
                    "code": .integer(fault.effectiveStatus(in: .google)), "message": .string(fault.message),
                    "status": .string(fault.kind.googleStatus),
                ]
            ]
        }
    }
}
