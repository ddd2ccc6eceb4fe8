import LosslessJSON
import Translation

/// An error on its way to a client: the one place where a failure becomes a status and a body in the caller's dialect.
struct ErrorResponse: Error, Equatable, Sendable {
    /// HTTP status code, 400 and above.
    var status: Int
    /// What happened, to what, and what to do: for the person behind the client.
    var message: String
    /// The dialect's machine-readable type; nil for the usual one of `status`.
    var type: String?
    /// OpenAI's `code`; nil writes `null`.
    var code: String?
    /// OpenAI's `param`: the part of the request that it is about; nil writes `null`.
    var parameter: String?
    /// The upstream's or our request id, which Messages repeats in the body.
    var requestID: String?
    /// What Messages has in `error.details`; nil for nothing.
    var details: JSONValue?
    /// Response headers that go with it, such as `retry-after`.
    var headers: [Header] = []

    struct Header: Equatable, Sendable {
        let name: String
        let value: String
    }

    init(_ status: Int, _ message: String, type: String? = nil, code: String? = nil, headers: [Header] = []) {
        self.status = status
        self.message = message
        self.type = type
        self.code = code
        self.headers = headers
    }

    /// A model that Argo does not have.
    ///
    /// - Parameter others: names of models that are not Argo's.
    init(unknownModel name: String, in catalogue: ModelCatalogue, among others: [String] = []) {
        let nearest = catalogue.nearest(to: name, limit: 3, among: others).joined(separator: ", ")
        self.init(404, "Argo has no model \(name.prefix(100)). Nearest models: \(nearest).", code: "model_not_found")
    }

    /// The body of an HTTP response that is this error.
    func body(in dialect: Dialect) -> [UInt8] {
        document(in: dialect).serialized
    }

    /// The server-sent event that ends a stream with this error.
    ///
    /// - Parameter sequenceNumber: the next number of a Responses stream, counted from 0; the other dialects have none.
    func streamEvent(in dialect: Dialect, sequenceNumber: Int = 0) -> [UInt8] {
        switch dialect {
        case .chat, .google:
            return Array("data: ".utf8) + body(in: dialect) + Array("\n\n".utf8)
        case .messages:
            return Array("event: error\ndata: ".utf8) + body(in: .messages) + Array("\n\n".utf8)
        case .responses:
            let event: JSONValue = [
                "type": "error", "code": .string(code ?? openAIType), "message": .string(message), "param": nil,
                "sequence_number": .integer(sequenceNumber),
            ]
            return Array("event: error\ndata: ".utf8) + event.serialized + Array("\n\n".utf8)
        }
    }

    private func document(in dialect: Dialect) -> JSONValue {
        switch dialect {
        case .chat, .responses:
            return [
                "error": [
                    "message": .string(message), "type": .string(type ?? openAIType),
                    "param": parameter.map { .string($0) } ?? nil, "code": code.map { .string($0) } ?? nil,
                ]
            ]
        case .google:
            return .raw(FaultTranslation.body(AnswerFault(.init(status: status), message, status: status), in: .google))
        case .messages:
            let members: [JSONValue.Member] = [.init("type", .string(type ?? anthropicType)), .init("message", .string(message))]
            let error = JSONValue.object(members + (details.map { [.init("details", $0)] } ?? []))
            guard let requestID else { return ["type": "error", "error": error] }
            return ["type": "error", "error": error, "request_id": .string(requestID)]
        }
    }

    /// https://docs.anthropic.com/en/api/errors
    private var anthropicType: String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 503, 529: "overloaded_error"
        case 504: "timeout_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    /// https://platform.openai.com/docs/guides/error-codes
    private var openAIType: String {
        switch status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }
}
