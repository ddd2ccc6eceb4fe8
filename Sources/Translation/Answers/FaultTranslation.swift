internal import LosslessJSON

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
