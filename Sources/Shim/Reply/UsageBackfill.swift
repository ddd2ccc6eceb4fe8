import LosslessJSON
import Translation

/// Usage figures that Argo leaves out or sends as null, on which clients crash: they become 0, and no other byte changes.
struct UsageBackfill {
    private static let chatNames = ["prompt_tokens", "completion_tokens", "total_tokens"]
    private static let responseNames = ["input_tokens", "output_tokens", "total_tokens"]

    /// The newest figures that the upstream gave.
    private(set) var inputTokens: Int?
    private(set) var outputTokens: Int?

    /// The edits that fill the holes of one event.
    ///
    /// A `"usage": null` of a chat chunk or of an unfinished Responses object is normal and stays.
    mutating func edits(ofEvent document: JSONDocument, in dialect: Dialect) -> [TextEdit] {
        switch dialect {
        case .messages:
            if let message = document.value("message", of: document.root) { return fillMessage(message, in: document) }
            return fillMessageDelta(document)
        case .chat:
            return fillUsage(of: document.root, Self.chatNames, in: document)
        case .responses:
            guard let response = document.value("response", of: document.root) else { return [] }
            return fillUsage(of: response, Self.responseNames, in: document)
        case .google:
            noteGoogle(document)
            return []
        }
    }

    /// The edits that fill the holes of a whole answer.
    mutating func edits(ofAnswer document: JSONDocument, of route: UpstreamRoute) -> [TextEdit] {
        guard case .endpoint(let endpoint) = route else { return edits(ofEvent: document, in: .google) }
        return switch endpoint {
        case .messages: fillMessage(document.root, in: document)
        case .responses: fillUsage(of: document.root, Self.responseNames, in: document)
        case .embeddings: fillUsage(of: document.root, ["prompt_tokens", "total_tokens"], in: document)
        case .chatCompletions, .completions: fillUsage(of: document.root, Self.chatNames, in: document)
        // A wrong count is worse than none: a client would stop compacting its history. The legacy routes carry no usage.
        case .countTokens, .legacyChat, .legacyStreamChat, .legacyEmbed: []
        }
    }

    // MARK: By dialect

    /// Google leaves out what is 0, and its clients know that.
    private mutating func noteGoogle(_ document: JSONDocument) {
        guard let usage = document.value("usageMetadata", of: document.root) else { return }
        let figure = { (name: String) in document.value(name, of: usage).flatMap { document.integer($0) } }
        inputTokens = figure("promptTokenCount") ?? inputTokens
        guard let answer = figure("candidatesTokenCount") else { return }
        let (sum, isTooLarge) = answer.addingReportingOverflow(figure("thoughtsTokenCount") ?? 0)
        outputTokens = isTooLarge ? answer : sum
    }

    private mutating func fillMessage(_ message: JSONNode, in document: JSONDocument) -> [TextEdit] {
        guard message.kind == .object else { return [] }
        let names = ["input_tokens", "output_tokens"]
        guard let usage = document.value("usage", of: message), usage.kind == .object else {
            return zeros(names, in: message, of: document)
        }
        return fill(names, of: usage, in: document)
    }

    /// The edits that give an object the usage figures that it lacks altogether.
    private func zeros(_ names: [String], in node: JSONNode, of document: JSONDocument) -> [TextEdit] {
        var edit = ObjectEdit(node, in: document)
        edit.set("usage", to: JSONValue.object(names.map { .init($0, 0) }).serialized)
        return edit.textEdits
    }

    /// `input_tokens` repeats what `message_start` said or is missing; only null is a hole there, and a known figure fills it better than 0.
    private mutating func fillMessageDelta(_ document: JSONDocument) -> [TextEdit] {
        guard let usage = document.value("usage", of: document.root), usage.kind == .object else {
            return zeros(["output_tokens"], in: document.root, of: document)
        }
        let known = inputTokens ?? 0
        var edits = fill(["output_tokens"], of: usage, in: document)
        if let input = document.value("input_tokens", of: usage) {
            if input.kind == .null { edits.append(TextEdit(input.range, Array(String(known).utf8))) }
            inputTokens = document.integer(input) ?? inputTokens
        }
        return edits
    }

    private mutating func fillUsage(of node: JSONNode, _ names: [String], in document: JSONDocument) -> [TextEdit] {
        guard let usage = document.value("usage", of: node), usage.kind == .object else { return [] }
        return fill(names, of: usage, in: document)
    }

    private mutating func fill(_ names: [String], of usage: JSONNode, in document: JSONDocument) -> [TextEdit] {
        let members = document.members(of: usage)
        var edit: ObjectEdit?
        for name in names {
            let value = members.last { document.has(name: name, $0) }?.value
            if let value, value.kind != .null {
                keep(document.integer(value), as: name)
            } else {
                edit = edit ?? ObjectEdit(usage, in: document)
                edit?.set(name, to: [UInt8(ascii: "0")])
            }
        }
        return edit?.textEdits ?? []
    }

    private mutating func keep(_ figure: Int?, as name: String) {
        guard let figure else { return }
        switch name {
        case "input_tokens", "prompt_tokens": inputTokens = figure
        case "output_tokens", "completion_tokens": outputTokens = figure
        default: break
        }
    }
}
