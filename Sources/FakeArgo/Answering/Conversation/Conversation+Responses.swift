import LosslessJSON

extension Conversation {
    /// Reads a body in the dialect of Responses (https://platform.openai.com/docs/api-reference/responses/create).
    mutating func readResponses(_ body: BodyNode) {
        if let text = body["input"]?.string { lastUserText = text }
        for item in body["input"]?.elements ?? [] {
            switch item["type"]?.string ?? "message" {
            case "message": readItem(item)
            case "function_call_output", "custom_tool_call_output":
                let output = item["output"]
                toolResults.append(output?.string ?? (output?.elements ?? []).compactMap { $0["text"]?.string }.joined(separator: " "))
            case "function_call", "custom_tool_call": toolResults = []
            default: break
            }
        }
        tools = (body["tools"]?.elements ?? []).compactMap { tool in
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

    private mutating func readItem(_ item: BodyNode) {
        guard item["role"]?.string == "user" else { return }
        toolResults = []
        if let text = item["content"]?.string { lastUserText = text }
        for part in item["content"]?.elements ?? [] {
            switch part["type"]?.string {
            case "input_text": lastUserText = part["text"]?.string ?? lastUserText
            case "input_image": noteImage(at: part["image_url"]?.string ?? "")
            default: break
            }
        }
    }
}
