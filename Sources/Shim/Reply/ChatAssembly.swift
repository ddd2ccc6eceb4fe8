import LosslessJSON

/// Joins the chunks of a chat stream into the completion that Argo would have sent without streaming.
struct ChatAssembly {
    private var completion = StreamedObject()
    /// By their index.
    private var choices: [Int: ChoiceDraft] = [:]

    mutating func receive(_ chunk: JSONDocument) {
        for member in chunk.members(of: chunk.root) {
            let name = chunk.name(of: member)
            switch name {
            case "choices":
                for choice in chunk.elements(of: member.value) {
                    let index = chunk.value("index", of: choice).flatMap(chunk.integer) ?? 0
                    choices[index, default: ChoiceDraft(index: index)].append(choice, in: chunk)
                }
            case "object":
                completion.set(name, to: Array("\"chat.completion\"".utf8))
            case "usage":
                // Cumulative: the last figures count.
                if member.value.kind == .object { completion.set(name, to: Array(chunk.text(of: member.value))) }
            default:
                // Azure's first chunk has all of these, and leaves them blank.
                if completion.isBlank(name) {
                    completion.set(name, to: Array(chunk.text(of: member.value)))
                } else if member.value.kind == .array, name != "prompt_filter_results" {
                    completion.appendDelta(member, in: chunk)
                }
            }
        }
    }

    /// - Throws: `JoinFault` when the stream had no choice.
    func finished() throws(JoinFault) -> [UInt8] {
        guard !choices.isEmpty else { throw JoinFault(sentence: "Argo's stream contains no answer.") }
        var completion = completion
        completion.set("object", to: Array("\"chat.completion\"".utf8))
        completion.set("choices", to: Array("[]".utf8))
        for (_, choice) in choices.sorted(by: { $0.key < $1.key }) { completion.append(element: choice.serialized[...], to: "choices") }
        if completion.isBlank("usage") { completion.set("usage", to: Array("{}".utf8)) }
        return completion.serialized
    }
}

/// One choice of a chat stream while its deltas come in.
struct ChoiceDraft {
    private let index: Int
    private var message = StreamedObject()
    private var functionCall: StreamedObject?
    private var toolCalls: [ToolCallDraft] = []
    /// Where the call of an index stands in `toolCalls`.
    private var positions: [Int: Int] = [:]
    private var logprobs: StreamedObject?
    private var hasLogprobs = false
    private var others = StreamedObject()

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
                if logprobs == nil { logprobs = StreamedObject() }
                for part in document.members(of: member.value) { logprobs?.appendDelta(part, in: document) }
            default: others.overlay(name, with: document.text(of: member.value))
            }
        }
    }

    private mutating func append(delta: JSONNode, in document: JSONDocument) {
        for member in document.members(of: delta) {
            if document.has(name: "role", member) {
                if member.value.kind == .string { message.set("role", to: Array(document.text(of: member.value))) }
            } else if document.has(name: "tool_calls", member), member.value.kind == .array {
                for call in document.elements(of: member.value) {
                    toolCalls[position(of: call, in: document)].append(call, in: document)
                }
            } else if document.has(name: "function_call", member), member.value.kind == .object {
                if functionCall == nil { functionCall = StreamedObject() }
                functionCall?.appendFunction(member.value, in: document)
            } else {
                message.appendDelta(member, in: document)
            }
        }
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
        var choice = StreamedObject()
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

/// One tool call of a chat stream while its pieces come in.
struct ToolCallDraft {
    private var call = StreamedObject()
    private var function = StreamedObject()

    /// The call's id as it was spelled; nil before it came.
    var id: [UInt8]? { call.isBlank("id") ? nil : call.value("id") }

    mutating func append(_ piece: JSONNode, in document: JSONDocument) {
        for member in document.members(of: piece) {
            let name = document.name(of: member)
            switch name {
            case "index": continue
            case "function":
                call.set(name, to: Array("{}".utf8))
                function.appendFunction(member.value, in: document)
            case "id", "type":
                if call.isBlank(name) { call.set(name, to: Array(document.text(of: member.value))) }
            default: call.overlay(name, with: document.text(of: member.value))
            }
        }
    }

    var serialized: [UInt8] {
        var call = call
        if call.has("function") { call.set("function", to: function.serialized) }
        return call.serialized
    }
}
