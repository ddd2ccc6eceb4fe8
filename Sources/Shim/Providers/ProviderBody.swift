import LosslessJSON

/// A request body in its provider's dialect, edited where it stands into what the provider takes.
struct ProviderBody {
    private(set) var notes: [String] = []
    private let document: JSONDocument
    private let service: String
    private var edits: [TextEdit] = []

    var text: EditedText { EditedText(document.bytes, applying: edits) }
    let isStreaming: Bool

    /// - Parameters:
    ///   - body: a JSON object.
    ///   - maximumOutput: the most tokens that it is asked for; nil for any number.
    /// - Throws: what the client is told if the body is not valid, or asks for something that the provider cannot do.
    init(_ body: RequestBody, of model: ProviderModel, route: UpstreamRoute, maximumOutput: Int? = nil) throws(ErrorResponse) {
        guard let object = body.object else {
            throw ErrorResponse(400, "The request's body is not \(body.isJSON ? "a JSON object" : "JSON").")
        }
        document = object
        let provider = model.provider
        service = provider.title
        guard case .endpoint(let endpoint) = route else {
            isStreaming = if case .google(let call) = route { call.method == .streamGenerateContent } else { false }
            nameForGoogle(model.id)
            if let maximumOutput { lowerForGoogle(to: maximumOutput) }
            return
        }
        isStreaming = document.value("stream", of: document.root)?.kind == .true
        var root = ObjectEdit(document.root, in: document)
        root.set("model", to: JSONValue.string(model.id).serialized)
        // It is the shim's, and has been taken.
        root.remove("timeout")
        if let maximumOutput { lower(to: maximumOutput, &root) }
        if let rules = provider.bodyRules { try apply(rules, to: &root, endpoint) }
        edits += root.textEdits
    }

    /// Google's API has the model in the path; where a body repeats it, it has to be the same.
    private mutating func nameForGoogle(_ model: String) {
        var repeating = [document.root]
        for name in ["generateContentRequest", "generate_content_request"] {
            if let request = document.value(name, of: document.root), request.kind == .object { repeating.append(request) }
        }
        repeating += document.elements("requests", of: document.root).filter { $0.kind == .object }
        for request in repeating {
            guard let name = document.value("model", of: request) else { continue }
            edits.append(TextEdit(name.range, JSONValue.string("models/\(model)").serialized))
        }
    }

    // MARK: Limits

    /// A request for more is one for so many tokens; a budget for thinking must stay below them.
    private mutating func lower(to most: Int, _ root: inout ObjectEdit) {
        for name in ["max_tokens", "max_completion_tokens", "max_output_tokens"] {
            guard let asked = document.value(name, of: document.root).flatMap(document.integer), asked > most else { continue }
            root.set(name, to: JSONValue.integer(most).serialized)
            note("\(name) \(asked) sent as \(most), the limit of \(service)")
        }
        let budget = document.value(at: ["thinking", "budget_tokens"])
        if let budget, let asked = document.integer(budget), asked >= most {
            let least = most - most / 4
            edits.append(TextEdit(budget.range, JSONValue.integer(least).serialized))
            note("thinking.budget_tokens \(asked) sent as \(least), for the limit of \(service)")
        }
    }

    /// Google's API takes both ways of writing.
    private mutating func lowerForGoogle(to most: Int) {
        for path in [["generationConfig", "maxOutputTokens"], ["generation_config", "max_output_tokens"]] {
            guard let limit = document.value(at: path), let asked = document.integer(limit), asked > most else { continue }
            edits.append(TextEdit(limit.range, JSONValue.integer(most).serialized))
            note("\(path.joined(separator: ".")) \(asked) sent as \(most), the limit of \(service)")
        }
    }

    // MARK: Strict bodies

    private mutating func apply(_ rules: BodyRules, to root: inout ObjectEdit, _ endpoint: APIEndpoint) throws(ErrorResponse) {
        guard let fields = rules.fields[endpoint] else { return }
        for member in document.members(of: document.root) {
            let name = document.name(of: member)
            if name == "timeout" { continue }
            guard fields.contains(name) else {
                if rules.meaningful.contains(name), member.value.kind != .null {
                    throw ErrorResponse(
                        400, "\(service) does not accept \(name), and without it the request would mean something else.", parameter: name)
                }
                root.remove(name)
                drop(name)
                continue
            }
            switch name {
            case "messages": for message in document.elements(of: member.value) { edit(message, rules) }
            case "tools":
                for tool in document.elements(of: member.value) { keep(rules.functionFields, of: tool, "function", "tools[].function") }
            case "stream_options": keep(rules.streamOptions, of: member.value, "stream_options")
            case "reasoning_effort": setEffort(member.value, rules, &root)
            default: break
            }
        }
    }

    private mutating func setEffort(_ node: JSONNode, _ rules: BodyRules, _ root: inout ObjectEdit) {
        guard let effort = document.string(node) else { return }
        guard let taken = rules.efforts[effort] else {
            root.remove("reasoning_effort")
            return drop("reasoning_effort")
        }
        guard taken != effort else { return }
        edits.append(TextEdit(node.range, JSONValue.string(taken).serialized))
        note("reasoning_effort \(effort) sent as \(taken): \(service) accepts no other")
    }

    private mutating func edit(_ message: JSONNode, _ rules: BodyRules) {
        keep(rules.messageFields, of: message, "messages[]")
        for call in document.elements("tool_calls", of: message) { keep(rules.callFields, of: call, "messages[].tool_calls[]") }
        let parts = document.elements("content", of: message)
        guard !parts.isEmpty else { return }
        if let role = document.string("role", of: message), rules.textRoles.contains(role) {
            join(parts, of: message)
        } else {
            for part in parts {
                guard let type = document.string("type", of: part), let fields = rules.partFields[type] else {
                    continue
                }
                keep(fields, of: part, "messages[].content[]")
            }
        }
    }

    /// Several texts become one, with nothing between them. What is no text stays, for the provider to say what it thinks of it.
    private mutating func join(_ parts: [JSONNode], of message: JSONNode) {
        let texts = parts.compactMap { part in document.string(part) ?? document.string("text", of: part) }
        guard texts.count == parts.count, let content = document.value("content", of: message) else { return }
        edits.append(TextEdit(content.range, JSONValue.string(texts.joined()).serialized))
    }

    private mutating func keep(_ fields: Set<String>, of node: JSONNode, _ name: String, _ path: String) {
        if let inner = document.value(name, of: node) { keep(fields, of: inner, path) }
    }

    private mutating func keep(_ fields: Set<String>, of node: JSONNode, _ path: String) {
        guard node.kind == .object else { return }
        var object = ObjectEdit(node, in: document)
        for member in document.members(of: node) {
            let name = document.name(of: member)
            guard !fields.contains(name) else { continue }
            object.remove(name)
            // A stream's number of a call, which clients keep in their history, says nothing in a request.
            if name != "index", member.value.kind != .null { drop("\(path).\(name)") }
        }
        if !object.isEmpty { edits += object.textEdits }
    }

    private mutating func drop(_ field: String) {
        note("\(field) dropped: \(service) has no such field")
    }

    private mutating func note(_ text: String) {
        let text = PreparedRequest.printable(text)
        if !notes.contains(text), notes.count < 16 { notes.append(text) }
    }
}

/// The fields that a provider takes, where it refuses a request with any other: those of ALCF's gateway, whose schemas have
/// `extra="forbid"`, so that an unknown field is a 422 `extra_forbidden`.
///
/// Source: https://github.com/argonne-lcf/FIRST, resource_server_async/schemas/openai_chat_completions.py (and openai_completions.py).
package struct BodyRules: Sendable {
    static let alcf = BodyRules()

    /// The members of a body, for each of its routes.
    let fields: [APIEndpoint: Set<String>] = [
        .chatCompletions: [
            "messages", "model", "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "metadata",
            "modalities", "n", "parallel_tool_calls", "prediction", "presence_penalty", "reasoning_effort", "response_format", "seed",
            "service_tier", "stop", "stream", "stream_options", "store", "temperature", "tool_choice", "tools", "top_logprobs", "top_p",
            "user", "web_search_options",
        ],
        .completions: [
            "prompt", "model", "best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "n", "presence_penalty",
            "seed", "stop", "stream", "stream_options", "suffix", "temperature", "top_p", "user",
        ],
        .embeddings: ["input", "model", "encoding_format", "dimensions", "user"],
    ]
    let messageFields: Set<String> = ["role", "content", "name", "audio", "refusal", "tool_calls", "tool_call_id"]
    /// The members of a content part, by its type.
    let partFields: [String: Set<String>] = [
        "text": ["type", "text"], "image_url": ["type", "image_url"], "input_audio": ["type", "input_audio"], "file": ["type", "file"],
        "refusal": ["type", "refusal"],
    ]
    /// The roles whose content is text and no list of parts.
    let textRoles: Set<String> = ["system", "developer", "tool"]
    let functionFields: Set<String> = ["name", "description", "parameters", "strict"]
    let callFields: Set<String> = ["function", "id", "type"]
    let streamOptions: Set<String> = ["include_usage"]
    /// The levels of `reasoning_effort`, and what others become.
    let efforts = ["low": "low", "medium": "medium", "high": "high", "minimal": "low", "xhigh": "high", "max": "high"]
    /// Members without which a request would mean something else.
    let meaningful: Set<String> = [
        "functions", "function_call", "audio", "structured_outputs", "guided_json", "guided_regex", "guided_choice", "guided_grammar",
    ]
}
