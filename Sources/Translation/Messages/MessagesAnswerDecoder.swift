/// Reads a whole answer of Anthropic Messages.
enum MessagesAnswerDecoder {
    static func events(_ reader: JSONReader) throws(AnswerFault) -> [AnswerEvent] {
        guard let content = reader.value("content")?.elements else {
            throw AnswerFault(.upstream, "The upstream's answer has no content.", status: 502)
        }
        var events: [AnswerEvent] = [.started(id: reader.string("id"), model: reader.string("model"))]
        for (index, block) in content.enumerated() { events += self.events(block, at: index) }
        var usage = Usage()
        if let figures = reader.value("usage") { usage.replace(withMessages: figures) }
        events.append(.usage(usage))
        events.append(.finished(Finish(messages: reader.string("stop_reason"), sequence: reader.string("stop_sequence"))))
        return events
    }

    private static func events(_ block: JSONReader, at index: Int) -> [AnswerEvent] {
        switch block.string("type") {
        case "text":
            return [.text(block.string("text") ?? "")] + block.list("citations").map { .citation(Citation(messages: $0)) }
        case "thinking":
            let signature = block.string("signature") ?? ""
            return [
                .reasoning(block.string("thinking") ?? ""),
                .reasoningEnded(signature.isEmpty ? nil : Signature(.messages, .thought, value: signature)),
            ]
        case "redacted_thinking":
            return [.hiddenReasoning(Signature(.messages, .hidden, value: block.string("data") ?? ""))]
        case "tool_use":
            let input = block.value("input").map { String(decoding: $0.text, as: UTF8.self) } ?? "{}"
            return [
                .callStarted(key: index, .init(id: block.string("id") ?? "", name: block.string("name") ?? "")),
                .callArguments(key: index, input), .callEnded(key: index),
            ]
        default: return []
        }
    }
}
