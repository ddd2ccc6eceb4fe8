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
        return [.started(id: reader.either("responseId")?.string, model: reader.either("modelVersion")?.string)] + events
    }

    mutating func end() -> [AnswerEvent] {
        guard !isOver, let finish = chunks.finish else { return [] }
        isOver = true
        return [.finished(finish)]
    }
}
