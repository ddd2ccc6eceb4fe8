import LosslessJSON

/// Turns a refusal into the response that Argo sends for it.
struct RefusalShape {
    let route: Route?
    let quirks: Quirks
    /// Whether the request asked for a stream.
    let streams: Bool

    func answer(_ refusal: Refusal) -> Answer {
        switch refusal {
        case .detail(let status, let document): return .json(document, status: status)
        case .bare(let status, let text, let type): return .text(text, status: status, type: type)
        case .gateway(let status, let type, let message):
            return .json(document(type: type, message: message, code: "internal_error"), status: status)
        case .vendor(let error): return answer(error)
        }
    }

    private func answer(_ error: VendorError) -> Answer {
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
        streams ? quirks.sendsErrorsInsideStreams : quirks.sendsErrorsInsideDocuments
    }

    private func message(_ error: VendorError) -> String {
        quirks.quotesErrorsAsPython ? error.quoted : error.message
    }

    private func document(_ error: VendorError, isInsideSuccess: Bool) -> JSONValue {
        if route?.isAnthropic == true {
            // Anthropic's own errors keep their object where they come with their status; anything else Argo has to quote.
            let isQuoted = quirks.quotesErrorsAsPython && (isInsideSuccess || error.origin != .anthropic)
            return document(type: error.anthropicType, message: isQuoted ? error.quoted : error.message, code: nil)
        }
        guard quirks.quotesErrorsAsPython || error.origin == .library else {
            return error.origin == .google ? document(type: error.type, message: error.message, code: nil) : error.document
        }
        return document(type: error.exceptionName, message: error.quoted, code: "internal_error")
    }

    private func document(type: String, message: String, code: String?) -> JSONValue {
        if route?.isAnthropic == true {
            return ["type": "error", "error": ["type": .string(type), "message": .string(message)]]
        }
        let code = code.map { JSONValue.string($0) } ?? .null
        return ["error": ["message": .string(message), "type": .string(type), "code": code]]
    }
}
