import LosslessJSON

/// Why a request is not served, before it has the shape of a dialect.
enum Refusal: Error, Equatable {
    /// FastAPI's own refusal: `{"detail": …}`.
    case detail(Int, JSONValue)
    /// A bare text, such as "Internal Server Error".
    case bare(Int, String, type: String = "text/plain; charset=utf-8")
    /// What Argo's own program refuses.
    case gateway(Int, type: String, String)
    /// What the model's vendor refuses.
    case vendor(VendorError)

    static let internalServerError = Refusal.bare(500, "Internal Server Error")
    static let notFound = Refusal.detail(404, ["detail": "Not Found"])

    /// Anthropic's refusal of a request.
    static func anthropic(_ message: String) -> Refusal {
        .vendor(VendorError(.anthropic, 400, "invalid_request_error", message))
    }

    /// What comes where there is no such model, or not on this route.
    static func invalidRequest(_ message: String) -> Refusal { .gateway(400, type: "invalid_request_error", message) }

    /// What nginx answers when FastAPI is not there.
    static let badGateway = Refusal.bare(
        502,
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
            + "<hr><center>nginx/1.26.3</center>\r\n</body>\r\n</html>\r\n",
        type: "text/html"
    )

    /// FastAPI's refusal of one field (https://fastapi.tiangolo.com/tutorial/handling-errors).
    static func invalidField(_ path: [String], kind: String, _ message: String) -> Refusal {
        let detail: JSONValue = ["type": .string(kind), "loc": .array((["body"] + path).map { .string($0) }), "msg": .string(message)]
        return .detail(422, ["detail": [detail]])
    }
}

/// Turns a refusal into the response that Argo sends for it.
struct RefusalShape {
    let route: FakeRoute?
    let quirks: Quirks
    /// Whether the request asked for a stream.
    let streams: Bool

    func answer(_ refusal: Refusal) -> FakeAnswer {
        switch refusal {
        case .detail(let status, let document): return .json(document, status: status)
        case .bare(let status, let text, let type): return .text(text, status: status, type: type)
        case .gateway(let status, let type, let message):
            return .json(document(type: type, message: message, code: "internal_error"), status: status)
        case .vendor(let error): return answer(error)
        }
    }

    private func answer(_ error: VendorError) -> FakeAnswer {
        let document = document(error, isInsideSuccess: isInsideSuccess)
        guard isInsideSuccess else { return .json(document, status: error.status) }
        guard streams else { return .json(document) }
        switch route {
        case .messages?: return .eventStream([serverSentEvent("error", document.serialized)])
        case .responses?:
            let event: JSONValue = [
                "type": "error", "code": .string(error.exceptionName), "message": .string(message(error)), "param": nil,
                "sequence_number": 0,
            ]
            return .eventStream([serverSentEvent("error", event.serialized)])
        default: return .eventStream([serverSentEvent(nil, document.serialized)])
        }
    }

    private var isInsideSuccess: Bool {
        streams ? quirks[.sendsErrorsInsideStreams] : quirks[.sendsErrorsInsideDocuments]
    }

    private func message(_ error: VendorError) -> String {
        quirks[.quotesErrorsAsPython] ? error.quoted : error.message
    }

    private func document(_ error: VendorError, isInsideSuccess: Bool) -> JSONValue {
        if route?.isAnthropic == true {
            // Anthropic's own errors keep their object where they come with their status; anything else Argo has to quote.
            let isQuoted = quirks[.quotesErrorsAsPython] && (isInsideSuccess || error.origin != .anthropic)
            return document(type: error.anthropicType, message: isQuoted ? error.quoted : error.message, code: nil)
        }
        guard quirks[.quotesErrorsAsPython] || error.origin == .library else {
            return error.origin == .google ? document(type: error.type, message: error.message, code: nil) : error.document
        }
        return document(type: error.exceptionName, message: error.quoted, code: "internal_error")
    }

    private func document(type: String, message: String, code: JSONValue) -> JSONValue {
        route?.isAnthropic == true
            ? ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
            : ["error": ["message": .string(message), "type": .string(type), "code": code]]
    }
}

/// An error as the model's vendor sends it to Argo.
struct VendorError: Error, Equatable {
    /// Whose words it is in.
    enum Origin {
        case openai, anthropic, google
        /// No vendor's object: the message is what Argo's own library says.
        case library
    }

    var origin: Origin
    /// The status that the vendor gave.
    var status: Int
    /// Anthropic's or OpenAI's error type, or Google's status word.
    var type: String
    var message: String
    /// OpenAI's `param`.
    var parameter: JSONValue
    /// OpenAI's `code`.
    var code: JSONValue

    init(_ origin: Origin, _ status: Int, _ type: String, _ message: String, parameter: JSONValue = nil, code: JSONValue = nil) {
        self.origin = origin
        self.status = status
        self.type = type
        self.message = message
        self.parameter = parameter
        self.code = code
    }

    /// The vendor's own body.
    var document: JSONValue {
        switch origin {
        case .openai, .library:
            ["error": ["message": .string(message), "type": .string(type), "param": parameter, "code": code]]
        case .anthropic:
            ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
        case .google:
            [["error": ["code": .integer(status), "message": .string(message), "status": .string(type)]]]
        }
    }

    /// The vendor's body as the message of an exception in Python, the way the vendors' libraries word it.
    var quoted: String {
        origin == .library ? message : "Error code: \(status) - \(pythonRepresentation(of: document))"
    }

    /// The exception that the OpenAI library raises (https://github.com/openai/openai-python#handling-errors).
    var exceptionName: String {
        if origin == .library { return type }
        return switch status {
        case 400: "BadRequestError"
        case 401: "AuthenticationError"
        case 403: "PermissionDeniedError"
        case 404: "NotFoundError"
        case 422: "UnprocessableEntityError"
        case 429: "RateLimitError"
        default: "InternalServerError"
        }
    }

    /// The error's type in Anthropic's words (https://docs.anthropic.com/en/api/errors).
    var anthropicType: String {
        if origin == .anthropic { return type }
        return switch status {
        case 400..<429: "invalid_request_error"
        case 429: "rate_limit_error"
        default: "api_error"
        }
    }
}

/// Spells a value the way Python's `repr` does.
func pythonRepresentation(of value: JSONValue) -> String {
    switch value {
    case .object(let members):
        "{" + members.map { pythonString($0.name) + ": " + pythonRepresentation(of: $0.value) }.joined(separator: ", ") + "}"
    case .array(let elements): "[" + elements.map(pythonRepresentation).joined(separator: ", ") + "]"
    case .string(let text): pythonString(text)
    case .integer(let integer): String(integer)
    case .bool(let bool): bool ? "True" : "False"
    case .null: "None"
    case .raw(let bytes): String(decoding: bytes, as: UTF8.self)
    }
}

/// Python takes double quotes only where the text holds single ones and no double ones.
private func pythonString(_ text: String) -> String {
    let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var spelled = String(quote)
    for character in text {
        switch character {
        case quote, "\\": spelled += "\\" + String(character)
        case "\n": spelled += "\\n"
        case "\r": spelled += "\\r"
        case "\t": spelled += "\\t"
        default: spelled.append(character)
        }
    }
    return spelled + String(quote)
}
