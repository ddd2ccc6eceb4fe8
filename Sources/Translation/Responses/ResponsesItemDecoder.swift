internal import LosslessJSON

/// Reads the items of a Responses request into turns.
struct ResponsesItemDecoder {
    private(set) var conversation: Conversation

    init(_ conversation: Conversation) {
        self.conversation = conversation
    }

    mutating func decode(_ input: JSONReader, notes: inout TranslationNotes) throws(TranslationError) {
        if let text = input.string {
            conversation.turns.append(Turn(.user, [Part(.text(text), path: input.path)], path: input.path))
            return
        }
        for element in try input.requireElements() { try decode(item: element, notes: &notes) }
    }

    private mutating func decode(item reader: JSONReader, notes: inout TranslationNotes) throws(TranslationError) {
        var item = try reader.requireObject()
        let type = try item.take("type")?.requireString() ?? "message"
        // An item's own id and state are of its answer; calls have ids besides.
        let id = item.take("id")?.string ?? ""
        _ = item.take("status")
        switch type {
        case "message": try decode(message: &item, path: reader.path, notes: &notes)
        case "function_call", "custom_tool_call":
            let isFreeform = type == "custom_tool_call"
            var name = try item.require("name").requireString()
            if let namespace = item.take("namespace") {
                name = NamespacedName(namespace: try namespace.requireString(), name: name).joined
            }
            let call = ToolCall(
                id: try item.require("call_id").requireString(), name: name,
                arguments: try item.take(isFreeform ? "input" : "arguments")?.requireString() ?? "", isFreeform: isFreeform
            )
            add(Part(.call(call), path: reader.path), to: .assistant, path: reader.path)
        case "function_call_output", "custom_tool_call_output":
            let id = try item.require("call_id").requireString()
            let parts = try ResponsesPartDecoder.parts(item.take("output"), notes: &notes)
            add(result: Part(.result(ToolResult(callID: id, parts: parts)), path: reader.path), path: reader.path)
        case "reasoning":
            let thought = try reasoning(&item, id: id)
            add(Part(.reasoning(thought), path: reader.path), to: .assistant, path: reader.path)
        case "item_reference":
            throw .vendorsOwn(reader.path, .storedResponse)
        case "compaction", "compaction_summary", "context_compaction":
            throw .vendorsOwn(reader.path, .compactedConversation)
        case "local_shell_call", "shell_call", "apply_patch_call", "computer_call":
            throw .vendorsOwn(reader.path, .clientTool)
        default:
            notes.drop(reader.path, "an item of type \(type.prefix(40)) is known in Responses only")
            return
        }
        notes.dropRest(of: item)
    }

    private mutating func decode(
        message item: inout ObjectReader, path: JSONPath, notes: inout TranslationNotes
    ) throws(TranslationError) {
        let role = try item.require("role")
        // Which part of an answer a text was is of no use to another model.
        _ = item.take("phase")
        let parts = try ResponsesPartDecoder.parts(item.take("content"), notes: &notes)
        switch try role.requireString() {
        case "user": conversation.turns.append(Turn(.user, parts, path: path))
        case "assistant": for part in parts { add(part, to: .assistant, path: path) }
        case "system": try add(system: parts, .system, path: path)
        case "developer": try add(system: parts, .developer, path: path)
        case let other: throw .unknownValue(role.path, other)
        }
    }

    private func reasoning(_ item: inout ObjectReader, id: String) throws(TranslationError) -> ReasoningText {
        var texts: [String] = []
        for field in ["summary", "content"] {
            for element in try item.take(field)?.requireElements() ?? [] {
                if let text = element.string("text") { texts.append(text) }
            }
        }
        let signature = try item.take("encrypted_content")?.requireString()
        return ReasoningText(
            text: texts.joined(separator: "\n\n"), signature: signature.map { Signature.read($0, in: .responses, .thought, id: id) }
        )
    }

    // MARK: Turns

    /// What the assistant says, thinks and calls one after the other is one turn.
    private mutating func add(_ part: Part, to role: Turn.Role, path: JSONPath) {
        if let last = conversation.turns.last, last.role == role {
            conversation.turns[conversation.turns.count - 1].parts.append(part)
        } else {
            conversation.turns.append(Turn(role, [part], path: path))
        }
    }

    private mutating func add(result part: Part, path: JSONPath) {
        if let last = conversation.turns.last, last.role == .user, !last.results.isEmpty {
            conversation.turns[conversation.turns.count - 1].parts.append(part)
        } else {
            conversation.turns.append(Turn(.user, [part], path: path))
        }
    }

    private mutating func add(system parts: [Part], _ role: Turn.Role, path: JSONPath) throws(TranslationError) {
        guard conversation.turns.isEmpty else {
            conversation.turns.append(Turn(role, parts, path: path))
            return
        }
        for part in parts {
            guard case .text(let text) = part.kind else { throw .wrongType(part.path, expected: .string) }
            conversation.system.append(SystemText(text: text, isDeveloper: role == .developer, cache: nil, path: part.path))
        }
    }
}
