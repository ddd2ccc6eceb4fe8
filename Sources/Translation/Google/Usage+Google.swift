internal import LosslessJSON

/// Google counts cached tokens in `promptTokenCount`, but thoughts beside `candidatesTokenCount`.
extension Usage {
    init(google usage: JSONReader) {
        let thoughts = usage.either("thoughtsTokenCount")?.integer ?? 0
        let candidates = usage.either("candidatesTokenCount")?.integer ?? 0
        let prompt = usage.either("promptTokenCount")?.integer ?? 0
        let tools = usage.either("toolUsePromptTokenCount")?.integer ?? 0
        self.init(
            input: Self.bounded(prompt) + Self.bounded(tools), cacheRead: usage.either("cachedContentTokenCount")?.integer ?? 0,
            output: Self.bounded(candidates) + Self.bounded(thoughts), reasoning: thoughts
        )
    }

    var googleObject: JSONValue {
        [
            "promptTokenCount": .integer(input), "candidatesTokenCount": .integer(visibleOutput),
            "totalTokenCount": .integer(total), "cachedContentTokenCount": .integer(cacheRead), "thoughtsTokenCount": .integer(reasoning),
        ]
    }
}
