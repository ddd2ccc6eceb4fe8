import LosslessJSON

/// What a request says, in whatever dialect it said it: as much as a short answer needs.
struct FakeConversation {
    /// The last text of the last user message that has one.
    var lastUserText = ""
    /// The tool results that the last turn brought.
    var toolResults: [String] = []
    /// The media type of every image, in their order; "url" for one that was sent by address.
    var images: [String] = []
    var tools: [OfferedTool] = []
    var choice = ToolChoice.automatic
    /// Whether the model shall think aloud.
    var thinks = false
    /// A deterministic estimate of the tokens of the request.
    var inputTokens = 1

    enum ToolChoice: Equatable {
        case automatic, none, any
        case named(String)
    }

    init(_ call: Call) {
        switch call.route {
        case .messages, .countTokens: readMessages(call.body)
        case .chat: readChat(call.body)
        case .responses: readResponses(call.body)
        case .legacyChat, .legacyStreamChat: readLegacy(call.body)
        case .models, .embeddings, .legacyEmbed: break
        }
        inputTokens = Self.estimate(call.body)
    }

    /// About four bytes of JSON make a token (https://platform.openai.com/tokenizer).
    private static func estimate(_ body: BodyNode) -> Int {
        let names = ["system", "instructions", "messages", "input", "prompt", "tools"]
        return max(1, names.reduce(0) { $0 + (body[$1]?.node.range.count ?? 0) } / 4)
    }

    /// Reads a user's message, whose content is a text or a list of parts.
    private mutating func readUser(_ message: BodyNode) {
        toolResults = []
        if let text = message["content"]?.string { lastUserText = text }
        for part in message.elements("content") { readPart(part) }
    }

    /// Reads a part of a message; each dialect has its own words for them.
    private mutating func readPart(_ part: BodyNode) {
        switch part["type"]?.string {
        case "text", "input_text": lastUserText = part["text"]?.string ?? lastUserText
        case "image_url": noteImage(at: part["image_url"]?["url"]?.string ?? "")
        case "input_image": noteImage(at: part["image_url"]?.string ?? "")
        case "image": readImage(part)
        case "tool_result":
            for inner in part.elements("content") where inner["type"]?.string == "image" { readImage(inner) }
            toolResults.append(part["content"]?.joinedText ?? "")
        default: break
        }
    }

    private mutating func readImage(_ block: BodyNode) {
        images.append(block["source"]?["media_type"]?.string ?? "url")
    }

    /// Notes an image that was sent by address or as a data URI (RFC 2397).
    mutating func noteImage(at address: String) {
        guard address.hasPrefix("data:") else { return images.append("url") }
        images.append(String(address.dropFirst(5).prefix { $0 != ";" && $0 != "," }.prefix(60)))
    }
}

extension FakeConversation {
    /// Reads a body in the dialect of Chat Completions (https://platform.openai.com/docs/api-reference/chat/create).
    mutating func readChat(_ body: BodyNode) {
        for message in body.elements("messages") {
            switch message["role"]?.string {
            case "user": readUser(message)
            case "assistant": toolResults = []
            case "tool": toolResults.append(message["content"]?.joinedText ?? "")
            default: break
            }
        }
        tools = body.elements("tools").compactMap {
            OfferedTool(
                $0["function"]?["name"] ?? $0["custom"]?["name"], schema: $0["function"]?["parameters"], isFreeform: $0["custom"] != nil)
        }
        let wanted = body["tool_choice"]
        readChoice(wanted, name: wanted?["function"]?["name"])
    }

    /// Reads the legacy routes' body: `messages` as in a chat, or `prompt` as a text or a list of texts.
    mutating func readLegacy(_ body: BodyNode) {
        readChat(body)
        if let prompt = body["prompt"] { lastUserText = prompt.string ?? prompt.elements.last?.string ?? lastUserText }
    }

    /// Reads `tool_choice` as both dialects of OpenAI spell it.
    mutating func readChoice(_ wanted: BodyNode?, name: BodyNode?) {
        switch wanted?.string {
        case "none": choice = .none
        case "required": choice = .any
        default: choice = name?.string.map { .named($0) } ?? .automatic
        }
    }
}

extension FakeConversation {
    /// Reads a body in Anthropic's dialect (https://docs.anthropic.com/en/api/messages).
    mutating func readMessages(_ body: BodyNode) {
        for message in body.elements("messages") where message["role"]?.string == "user" { readUser(message) }
        tools = body.elements("tools").compactMap { OfferedTool($0["name"], schema: $0["input_schema"]) }
        switch body["tool_choice"]?["type"]?.string {
        case "none": choice = .none
        case "any": choice = .any
        case "tool": choice = .named(body["tool_choice"]?["name"]?.string ?? "")
        default: break
        }
        let thinking = body["thinking"]?["type"]?.string
        thinks = thinking == "enabled" || thinking == "adaptive"
    }
}

extension FakeConversation {
    /// Reads a body in the dialect of Responses (https://platform.openai.com/docs/api-reference/responses/create).
    mutating func readResponses(_ body: BodyNode) {
        if let text = body["input"]?.string { lastUserText = text }
        for item in body.elements("input") {
            switch item["type"]?.string ?? "message" {
            case "message" where item["role"]?.string == "user": readUser(item)
            case "function_call_output", "custom_tool_call_output": toolResults.append(item["output"]?.joinedText ?? "")
            case "function_call", "custom_tool_call": toolResults = []
            default: break
            }
        }
        tools = body.elements("tools").compactMap { tool in
            switch tool["type"]?.string {
            case "function": OfferedTool(tool["name"], schema: tool["parameters"])
            case "custom": OfferedTool(tool["name"], schema: nil, isFreeform: true)
            default: nil
            }
        }
        readChoice(body["tool_choice"], name: body["tool_choice"]?["name"])
        let effort = body["reasoning"]?["effort"]?.string
        thinks = body["reasoning"] != nil && effort != "none"
    }
}

/// A tool that a request offers.
struct OfferedTool {
    let name: String
    /// Whether its input is a text rather than an object (OpenAI's `custom` tools).
    let isFreeform: Bool
    private let schema: BodyNode?

    init?(_ name: BodyNode?, schema: BodyNode?, isFreeform: Bool = false) {
        guard let name = name?.string else { return nil }
        self.name = name
        self.schema = schema
        self.isFreeform = isFreeform
    }

    /// Whether a text asks for this tool: it says "use the tool NAME", or it speaks of the weather and the tool does so in its name.
    func isAsked(for text: String) -> Bool {
        let text = text.lowercased()
        let name = name.lowercased()
        if name.contains("weather"), text.contains("weather") { return true }
        let phrase = "use the tool \(name)"
        return text.ranges(of: phrase).contains { !Self.continuesName(text, behind: $0.upperBound) }
    }

    /// Whether a longer name goes on here, as `read_file` does behind `read`.
    private static func continuesName(_ text: String, behind end: String.Index) -> Bool {
        guard end < text.endIndex else { return false }
        let next = text[end]
        return next.isLetter || next.isNumber || next == "_" || next == "-"
    }

    /// Arguments that fit the schema as far as its required properties go; the text to pass on for a freeform tool.
    var arguments: [UInt8] {
        isFreeform ? Array("hello".utf8) : Self.value(for: schema, name: name, depth: 0).serialized
    }

    /// A value for a schema (https://json-schema.org): the first of an `enum`, else a plain value of its type.
    private static func value(for schema: BodyNode?, name: String, depth: Int) -> JSONValue {
        if let first = schema?["enum"]?.elements.first ?? schema?["const"] { return .raw(first.text) }
        let type = schema?["type"]?.string ?? schema?["type"]?.elements.first?.string
        switch type ?? (depth == 0 ? "object" : "string") {
        case "object" where depth < 8:
            let properties = schema?["properties"]
            let required = (schema?["required"]?.elements ?? []).compactMap(\.string)
            return .object(required.map { JSONValue.Member($0, value(for: properties?[$0], name: $0, depth: depth + 1)) })
        case "object": return [:]
        case "array": return []
        case "integer", "number": return 1
        case "boolean": return true
        case "null": return nil
        default: return .string(name == "city" || name == "location" ? "Chicago" : "example \(name)")
        }
    }
}
