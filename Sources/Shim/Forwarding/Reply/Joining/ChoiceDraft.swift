import LosslessJSON

/// One choice of a chat stream while its deltas come in.
struct ChoiceDraft {
    private let index: Int
    private var message = ObjectDraft()
    private var functionCall: ObjectDraft?
    private var toolCalls: [ToolCallDraft] = []
    /// Where the call of an index stands in `toolCalls`.
    private var positions: [Int: Int] = [:]
    private var logprobs: ObjectDraft?
    private var hasLogprobs = false
    private var others = ObjectDraft()

    init(index: Int) {
        self.index = index
        message.set("role", to: Array("\"assistant\"".utf8))
        message.set("content", to: Array("null".utf8))
        others.set("finish_reason", to: Array("null".utf8))
    }

    mutating func append(_ choice: JSONNode, in document: JSONDocument) {
        for member in document.members(of: choice) {
            let name = document.name(of: member)
            switch name {
            case "index": continue
            case "delta", "message": append(delta: member.value, in: document)
            case "logprobs":
                hasLogprobs = true
                guard member.value.kind == .object else { continue }
                // Moved out, so that it grows in place.
                var draft = logprobs ?? ObjectDraft()
                logprobs = nil
                for part in document.members(of: member.value) { draft.appendDelta(part, in: document) }
                logprobs = draft
            default: others.overlay(name, with: document.text(of: member.value))
            }
        }
    }

    private mutating func append(delta: JSONNode, in document: JSONDocument) {
        for member in document.members(of: delta) {
            if document.has(name: "role", member) {
                if member.value.kind == .string { message.set("role", to: Array(document.text(of: member.value))) }
            } else if document.has(name: "tool_calls", member), member.value.kind == .array {
                for call in document.elements(of: member.value) { append(call: call, in: document) }
            } else if document.has(name: "function_call", member), member.value.kind == .object {
                var draft = functionCall ?? ObjectDraft()
                functionCall = nil
                draft.appendFunction(member.value, in: document)
                functionCall = draft
            } else {
                message.appendDelta(member, in: document)
            }
        }
    }

    private mutating func append(call: JSONNode, in document: JSONDocument) {
        toolCalls[position(of: call, in: document)].append(call, in: document)
    }

    private mutating func position(of call: JSONNode, in document: JSONDocument) -> Int {
        if let index = document.value("index", of: call).flatMap({ document.integer($0) }) {
            if let position = positions[index] { return position }
            positions[index] = toolCalls.count
        } else if let last = toolCalls.last {
            // Gemini's calls come whole and without an index: a new id begins a new call.
            let id = document.value("id", of: call).flatMap { $0.kind == .string ? Array(document.text(of: $0)) : nil }
            if id == nil || id == last.id { return toolCalls.count - 1 }
        }
        toolCalls.append(ToolCallDraft())
        return toolCalls.count - 1
    }

    var serialized: [UInt8] {
        var message = message
        if !toolCalls.isEmpty {
            message.set("tool_calls", to: Array("[]".utf8))
            for call in toolCalls { message.append(element: call.serialized[...], to: "tool_calls") }
        }
        if let functionCall { message.set("function_call", to: functionCall.serialized) }
        var choice = ObjectDraft()
        choice.set("index", to: Array(String(index).utf8))
        choice.set("message", to: message.serialized)
        if hasLogprobs { choice.set("logprobs", to: logprobs?.serialized ?? Array("null".utf8)) }
        return Self.merged(choice.serialized, others.serialized)
    }

    /// The members of two objects that are not empty.
    private static func merged(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        first.dropLast() + [UInt8(ascii: ",")] + second.dropFirst()
    }
}
