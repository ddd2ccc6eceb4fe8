/// Reads a whole answer of OpenAI Chat Completions.
enum ChatAnswerDecoder {
    static func events(_ reader: JSONReader) throws(AnswerFault) -> [AnswerEvent] {
        guard let choice = reader.list("choices").first, let message = choice.value("message") else {
            throw AnswerFault(.upstream, "The upstream's answer has no choices.", status: 502)
        }
        var events: [AnswerEvent] = [.started(id: reader.string("id"), model: reader.string("model"))]
        if let text = message.string("reasoning_content") ?? message.string("reasoning") {
            events += [.reasoning(text), .reasoningEnded(nil)]
        }
        if let text = message.string("content") {
            events.append(.text(text))
        } else {
            events += message.list("content").compactMap { $0.string("text").map { .text($0) } }
        }
        events += message.list("annotations").compactMap { Citation(annotation: $0).map { .citation($0) } }
        if let text = message.string("refusal") { events.append(.refusal(text)) }
        for (key, call) in message.list("tool_calls").enumerated() { events += self.events(call, key: key) }
        if let function = message.value("function_call") {
            let name = function.string("name") ?? ""
            events += [.callStarted(key: -1, .init(id: "", name: name)), .callArguments(key: -1, function.string("arguments") ?? "")]
            events.append(.callEnded(key: -1))
        }
        events.append(.usage(reader.value("usage").map { Usage(chat: $0) } ?? Usage()))
        events.append(.finished(choice.string("finish_reason").map { Finish(chat: $0) } ?? .stop))
        return events
    }

    private static func events(_ call: JSONReader, key: Int) -> [AnswerEvent] {
        let isFreeform = call.value("custom") != nil
        guard let function = call.value("custom") ?? call.value("function") else { return [] }
        let field = function.value(isFreeform ? "input" : "arguments")
        let arguments = field?.string ?? field.map { String(decoding: $0.text, as: UTF8.self) } ?? ""
        let start = AnswerEvent.CallStart(id: call.string("id") ?? "", name: function.string("name") ?? "", isFreeform: isFreeform)
        return [.callStarted(key: key, start), .callArguments(key: key, arguments), .callEnded(key: key)]
    }
}
