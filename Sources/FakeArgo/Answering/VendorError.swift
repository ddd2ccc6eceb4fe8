import LosslessJSON

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
    var parameter: String?
    /// OpenAI's `code`.
    var code: String?

    init(_ origin: Origin, _ status: Int, _ type: String, _ message: String, parameter: String? = nil, code: String? = nil) {
        self.origin = origin
        self.status = status
        self.type = type
        self.message = message
        self.parameter = parameter
        self.code = code
    }

    /// Anthropic's refusal of a request.
    static func anthropic(_ message: String) -> VendorError {
        VendorError(.anthropic, 400, "invalid_request_error", message)
    }

    /// The vendor's own body.
    var document: JSONValue {
        switch origin {
        case .openai, .library:
            let parameter = parameter.map { JSONValue.string($0) } ?? .null
            let code = code.map { JSONValue.string($0) } ?? .null
            return ["error": ["message": .string(message), "type": .string(type), "param": parameter, "code": code]]
        case .anthropic:
            return ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
        case .google:
            return [["error": ["code": .integer(status), "message": .string(message), "status": .string(type)]]]
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
