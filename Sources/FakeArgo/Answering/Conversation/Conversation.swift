import LosslessJSON

/// What a request says, in whatever dialect it said it: as much as a short answer needs.
struct Conversation {
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

    /// Notes an image that was sent by address or as a data URI (RFC 2397).
    mutating func noteImage(at address: String) {
        guard address.hasPrefix("data:") else { return images.append("url") }
        images.append(String(address.dropFirst(5).prefix { $0 != ";" && $0 != "," }.prefix(60)))
    }
}
