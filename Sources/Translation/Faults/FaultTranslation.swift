internal import LosslessJSON

/// Reads and writes errors.
package enum FaultTranslation {
    /// Reads the body of an error.
    ///
    /// - Parameters:
    ///   - body: any bytes; what is no error object of a dialect is taken as the message.
    ///   - upstream: the dialect that was asked in.
    ///   - status: the HTTP status that it came with.
    package static func fault(_ body: [UInt8], from upstream: Dialect, status: Int) -> APIFault {
        // A proxy's page of HTML is an answer here, not an error of ours.
        if let reader = try? JSONReader(body) {
            // Google's streaming route answers with a list of one error.
            if let fault = fault(in: reader.elements?.first ?? reader, status: status) { return fault }
        }
        let text = String(decoding: body.prefix(2_000), as: UTF8.self)
        return APIFault(.init(status: status), text.isEmpty ? "The upstream answered with status \(status)." : text, status: status)
    }

    /// The error that stands where an answer should be; nil for an answer.
    static func fault(inAnswer reader: JSONReader, from upstream: Dialect) -> APIFault? {
        if upstream == .responses, reader.string("object") == "response", reader.string("status") != "failed" { return nil }
        guard reader.value("error") != nil || reader.string("type") == "error" else { return nil }
        return fault(in: reader)
    }

    /// Reads `{"error":{…}}`, in any vendor's words, and Responses' flat `{"type":"error",…}`.
    ///
    /// - Parameter status: the HTTP status that it came with; nil where that is one of success.
    static func fault(in reader: JSONReader, status: Int? = nil) -> APIFault? {
        let isFlat = reader.value("error") == nil && reader.string("type") == "error"
        guard let error = isFlat ? reader : reader.value("error") else { return nil }
        if let text = error.string { return APIFault(.init(status: status, words: []), text, status: status) }
        guard error.isObject else { return nil }
        let words = [error.string("code"), isFlat ? nil : error.string("type"), error.string("status")].compactMap { $0 }
        let status = status ?? error.integer("code").flatMap { (400...599).contains($0) ? $0 : nil }
        return APIFault(
            .init(status: status, words: words),
            error.string("message") ?? String(decoding: error.text.prefix(2_000), as: UTF8.self), status: status,
            code: error.string("code"), parameter: error.string("param"), requestID: reader.string("request_id")
        )
    }

    /// The body of a response that is an error.
    package static func body(_ fault: APIFault, in client: Dialect) -> [UInt8] {
        object(fault, in: client).serialized
    }

    static func object(_ fault: APIFault, in client: Dialect) -> JSONValue {
        switch client {
        case .chat, .responses:
            // Both APIs of OpenAI have the same body.
            let usual = fault.kind.terms(in: .chat)
            let code = fault.code ?? (fault.type == nil ? usual.code : nil)
            return [
                "error": [
                    "message": .string(fault.message), "type": .string(fault.type ?? usual.type),
                    "param": fault.parameter.map { .string($0) } ?? nil, "code": code.map { .string($0) } ?? nil,
                ]
            ]
        case .messages:
            var error = ObjectDraft("type", .string(fault.type ?? fault.kind.terms(in: .messages).type))
            error.set("message", fault.message)
            error.set("details", fault.details)
            var object = ObjectDraft("type", "error")
            object.set("error", error.json)
            object.set("request_id", fault.requestID)
            return object.json
        case .google:
            return [
                "error": [
                    "code": .integer(fault.effectiveStatus(in: .google)), "message": .string(fault.message),
                    "status": .string(fault.kind.terms(in: .google).type),
                ]
            ]
        }
    }
}
