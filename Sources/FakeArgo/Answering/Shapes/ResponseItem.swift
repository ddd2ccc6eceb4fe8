import LosslessJSON

/// One item of a response's output.
enum ResponseItem {
    case reasoning(id: String, summary: String?, contents: String?)
    case message(id: String, pieces: [String], isWhole: Bool)
    case call(id: String, callID: String, Turn.ToolCall)

    var id: String {
        switch self {
        case .reasoning(let id, _, _), .message(let id, _, _), .call(let id, _, _): id
        }
    }

    /// The item when it is complete.
    var finished: JSONValue {
        switch self {
        case .reasoning(_, let summary, _):
            object(summary.map { [["type": "summary_text", "text": .string($0)]] } ?? [], status: "completed")
        case .message(_, let pieces, let isWhole):
            object([Self.textPart(pieces.joined())], status: isWhole ? "completed" : "incomplete")
        case .call(_, _, let call): object(.string(String(decoding: call.input, as: UTF8.self)), status: "completed")
        }
    }

    /// The item when it is announced.
    var started: JSONValue {
        switch self {
        case .reasoning, .message: object([], status: "in_progress")
        case .call: object("", status: "in_progress")
        }
    }

    private func object(_ contents: JSONValue, status: String) -> JSONValue {
        switch self {
        case .reasoning(let id, _, let encrypted):
            let encrypted: [JSONValue.Member] = encrypted.map { [.init("encrypted_content", .string($0))] } ?? []
            return .object([.init("id", .string(id)), .init("type", "reasoning"), .init("summary", contents)] + encrypted)
        case .message(let id, _, _):
            return [
                "id": .string(id), "type": "message", "status": .string(status), "role": "assistant", "content": contents,
            ]
        case .call(let id, let callID, let call):
            let type: JSONValue = call.isFreeform ? "custom_tool_call" : "function_call"
            return [
                "id": .string(id), "type": type, "status": .string(status), "call_id": .string(callID), "name": .string(call.name),
                call.isFreeform ? "input" : "arguments": contents,
            ]
        }
    }

    static func textPart(_ text: String) -> JSONValue {
        ["type": "output_text", "text": .string(text), "annotations": [], "logprobs": []]
    }
}
