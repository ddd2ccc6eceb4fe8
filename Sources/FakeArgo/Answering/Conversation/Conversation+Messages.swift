import LosslessJSON

extension Conversation {
    /// Reads a body in Anthropic's dialect (https://docs.anthropic.com/en/api/messages).
    mutating func readMessages(_ body: BodyNode) {
        for message in body["messages"]?.elements ?? [] where message["role"]?.string == "user" {
            toolResults = []
            if let text = message["content"]?.string { lastUserText = text }
            for block in message["content"]?.elements ?? [] { readBlock(block) }
        }
        tools = (body["tools"]?.elements ?? []).compactMap { OfferedTool($0["name"], schema: $0["input_schema"]) }
        switch body["tool_choice"]?["type"]?.string {
        case "none": choice = .none
        case "any": choice = .any
        case "tool": choice = .named(body["tool_choice"]?["name"]?.string ?? "")
        default: choice = .automatic
        }
        let thinking = body["thinking"]?["type"]?.string
        thinks = thinking == "enabled" || thinking == "adaptive"
    }

    private mutating func readBlock(_ block: BodyNode) {
        switch block["type"]?.string {
        case "text": lastUserText = block["text"]?.string ?? lastUserText
        case "image": readImage(block)
        case "tool_result":
            let parts = block["content"]?.elements ?? []
            for part in parts where part["type"]?.string == "image" { readImage(part) }
            toolResults.append(block["content"]?.string ?? parts.compactMap { $0["text"]?.string }.joined(separator: " "))
        default: break
        }
    }

    private mutating func readImage(_ block: BodyNode) {
        images.append(block["source"]?["media_type"]?.string ?? "url")
    }
}
