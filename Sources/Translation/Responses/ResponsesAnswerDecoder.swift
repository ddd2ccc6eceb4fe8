/// Reads a whole answer of OpenAI Responses.
enum ResponsesAnswerDecoder {
    static func events(_ reader: JSONReader) throws(AnswerFault) -> [AnswerEvent] {
        guard let output = reader.value("output")?.elements else {
            throw AnswerFault(.upstream, "The upstream's answer has no output.", status: 502)
        }
        let status = reader.string("status") ?? "completed"
        guard status == "completed" || status == "incomplete" else {
            throw AnswerFault(.upstream, "The upstream's answer is \(status.prefix(40)).", status: 502)
        }
        var events: [AnswerEvent] = [.started(id: reader.string("id"), model: reader.string("model"))]
        for (key, item) in output.enumerated() { events += self.events(item, key: key) }
        events.append(.usage(reader.value("usage").map { Usage(responses: $0) } ?? Usage()))
        events.append(.finished(Finish(response: reader)))
        return events
    }

    private static func events(_ item: JSONReader, key: Int) -> [AnswerEvent] {
        switch item.string("type") {
        case "message": return item.list("content").flatMap(events(ofPart:))
        case "reasoning":
            let texts = (item.list("summary") + item.list("content")).compactMap { $0.string("text") }
            return [.reasoning(texts.joined(separator: "\n\n")), .reasoningEnded(signature(of: item))]
        case "function_call", "custom_tool_call":
            let isFreeform = item.string("type") == "custom_tool_call"
            let start = AnswerEvent.CallStart(
                id: item.string("call_id") ?? "", name: item.string("name") ?? "", isFreeform: isFreeform
            )
            let arguments = item.string(isFreeform ? "input" : "arguments") ?? ""
            return [.callStarted(key: key, start), .callArguments(key: key, arguments), .callEnded(key: key)]
        default: return []
        }
    }

    static func events(ofPart part: JSONReader) -> [AnswerEvent] {
        switch part.string("type") {
        case "output_text":
            return [.text(part.string("text") ?? "")]
                + part.list("annotations").compactMap { Citation(annotation: $0).map { .citation($0) } }
        case "refusal": return [.refusal(part.string("refusal") ?? "")]
        default: return []
        }
    }

    static func signature(of item: JSONReader) -> Signature? {
        item.string("encrypted_content").map { Signature(.responses, .thought, id: item.string("id") ?? "", value: $0) }
    }
}
