import LosslessJSON
import NIOHTTP1
import Translation

/// An error on its way to a client: the one place where a failure becomes a status and a body in the caller's dialect.
struct ErrorResponse: Error, Equatable, Sendable {
    /// HTTP status code, 400 and above.
    var status: Int
    /// What kind of failure it is; nil for the usual one of `status`.
    var kind: APIFault.Kind?
    /// What happened, to what, and what to do: for the person behind the client.
    var message: String
    /// A machine-readable type in the place of the dialect's own for the kind.
    var type: String?
    /// OpenAI's `code`; nil for the usual one of the kind, which is mostly `null`.
    var code: String?
    /// OpenAI's `param`: the part of the request that it is about; nil writes `null`.
    var parameter: String?
    /// The upstream's or our request id, which Messages repeats in the body.
    var requestID: String?
    /// What Messages has in `error.details`; nil for nothing.
    var details: JSONValue?
    /// Response headers that go with it, such as `retry-after`.
    var headers: HTTPHeaders = [:]

    init(
        _ status: Int, _ message: String, type: String? = nil, code: String? = nil, parameter: String? = nil, headers: HTTPHeaders = [:]
    ) {
        self.status = status
        self.message = message
        self.type = type
        self.code = code
        self.parameter = parameter
        self.headers = headers
    }

    /// A model that Argo does not have.
    ///
    /// - Parameter others: names of models that are not Argo's.
    init(unknownModel name: String, in catalogue: ModelCatalogue, among others: [String] = []) {
        let nearest = catalogue.nearest(to: name, limit: 3, among: others).joined(separator: ", ")
        self.init(404, "Argo has no model \(name.prefix(100)). Nearest models: \(nearest).", code: "model_not_found")
    }

    func body(in dialect: Dialect) -> [UInt8] {
        var fault = APIFault(usualKind, message, status: status, code: code, parameter: parameter, requestID: requestID)
        fault.type = type
        fault.details = details
        return FaultTranslation.body(fault, in: dialect)
    }

    private var usualKind: APIFault.Kind { kind ?? .init(status: status) }

    /// The server-sent event that ends a stream with this error.
    ///
    /// - Parameter sequenceNumber: the next number of a Responses stream, counted from 0; the other dialects have none.
    func streamEvent(in dialect: Dialect, sequenceNumber: Int = 0) -> [UInt8] {
        switch dialect {
        case .chat, .google: return StreamEvent(data: body(in: dialect)).bytes
        case .messages: return StreamEvent(name: "error", data: body(in: .messages)).bytes
        case .responses:
            let code = code ?? usualKind.terms(in: .responses).code
            let event: JSONValue = [
                "type": "error", "code": .optional(code), "message": .string(message), "param": nil,
                "sequence_number": .integer(sequenceNumber),
            ]
            return StreamEvent(name: "error", data: event.serialized).bytes
        }
    }
}
