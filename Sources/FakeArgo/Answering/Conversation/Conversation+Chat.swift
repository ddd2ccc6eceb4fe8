import LosslessJSON

extension Conversation {
    /// Reads a body in the dialect of Chat Completions (https://platform.openai.com/docs/api-reference/chat/create).
    mutating func readChat(_ body: BodyNode) {
        for message in body["messages"]?.elements ?? [] {
            switch message["role"]?.string {
            case "user":
                toolResults = []
                readContent(message["content"])
            case "assistant": toolResults = []
            case "tool":
                let content = message["content"]
                toolResults.append(content?.string ?? (content?.elements ?? []).compactMap { $0["text"]?.string }.joined(separator: " "))
            default: break
            }
        }
        tools = (body["tools"]?.elements ?? []).compactMap {
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

    private mutating func readContent(_ content: BodyNode?) {
        if let text = content?.string { lastUserText = text }
        for part in content?.elements ?? [] {
            switch part["type"]?.string {
            case "text": lastUserText = part["text"]?.string ?? lastUserText
            case "image_url": noteImage(at: part["image_url"]?["url"]?.string ?? "")
            default: break
            }
        }
    }
}
