/// Reads a stream of Google GenAI. Its end is the end of the stream: the figures may come behind the reason of the end.
struct GoogleStreamDecoder: StreamDecoder {
    private var chunks: GoogleChunkDecoder
    private var isStarted = false
    private var isOver = false

    init(limits: TranslationLimits) {
        chunks = GoogleChunkDecoder(limits: limits)
    }

    mutating func decode(_ event: StreamEvent) -> [AnswerEvent] {
        guard !isOver, !event.data.isEmpty else { return [] }
        guard let read = Self.reader(event) else { return [Self.unreadable] }
        let reader = read.elements?.first ?? read
        if let fault = FaultTranslation.fault(inAnswer: reader, from: .google) {
            isOver = true
            return [.failed(fault)]
        }
        let events = chunks.events(reader)
        guard !isStarted else { return events }
        isStarted = true
        return [.started] + events
    }

    mutating func end() -> [AnswerEvent] {
        guard !isOver, let finish = chunks.finish else { return [] }
        isOver = true
        return [.finished(finish)]
    }
}

/// Reads one GenerateContentResponse: a whole answer, or one event of a stream.
struct GoogleChunkDecoder: Sendable {
    /// Parts that no other dialect has in an answer (https://ai.google.dev/api/caching#Part).
    private static let ownParts = ["inlineData", "fileData", "executableCode", "codeExecutionResult"]

    let limits: TranslationLimits
    private(set) var calls = 0
    private(set) var finish: Finish?

    mutating func events(_ reader: JSONReader) -> [AnswerEvent] {
        var events: [AnswerEvent] = []
        let candidate = reader.list("candidates").first { ($0.integer("index") ?? 0) == 0 }
        let content = candidate?.value("content")?.value("parts")
        for part in content?.elements ?? [] { decode(part, into: &events) }
        if let metadata = candidate?.either("groundingMetadata") {
            for chunk in metadata.either("groundingChunks")?.elements ?? [] {
                guard let web = chunk.value("web") else { continue }
                events.append(.citation(Citation(url: web.string("uri"), title: web.string("title"))))
            }
        }
        if let usage = reader.either("usageMetadata") { events.append(.usage(Usage(google: usage))) }
        if let reason = candidate?.either("finishReason")?.string {
            do throws(APIFault) {
                finish = try Finish(google: reason, message: candidate?.either("finishMessage")?.string)
            } catch {
                events.append(.failed(error))
            }
        } else if candidate == nil, reader.either("promptFeedback")?.either("blockReason") != nil {
            finish = .filtered
        }
        return events
    }

    private mutating func decode(_ part: JSONReader, into events: inout [AnswerEvent]) {
        let signature = part.either("thoughtSignature")?.string
        if part.value("thought")?.bool == true {
            if let text = part.string("text"), !text.isEmpty { events.append(.reasoning(text)) }
            if let signature { events.append(.reasoningEnded(Signature(.google, .thought, value: signature))) }
        } else if let call = part.either("functionCall") {
            guard calls < limits.parallelCalls else {
                return events.append(.failed(APIFault(.serverError, "The answer contains too many tool calls.", status: 502)))
            }
            let start = ToolCall(
                id: call.string("id") ?? "", name: call.string("name") ?? "",
                signature: signature.map { Signature(.google, .call, value: $0) }
            )
            let arguments = call.value("args")?.spelling ?? "{}"
            events += [.callStarted(key: calls, start), .callArguments(key: calls, arguments), .callEnded(key: calls)]
            calls += 1
        } else if let text = part.string("text"), !text.isEmpty {
            // A signature on a text is optional to send back, and other dialects have no place for it.
            events.append(.text(text))
        } else if let part = Self.ownParts.first(where: { part.either($0) != nil }) {
            events.append(.leftOut(part))
        }
    }
}
