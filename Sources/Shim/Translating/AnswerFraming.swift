import Translation

/// How the events of a translated stream stand in the response's body.
struct AnswerFraming {
    private let dialect: Dialect
    private let isJSONList: Bool
    private let isCompletion: Bool
    private var isBegun = false

    init(_ answer: ClientAnswer) {
        dialect = answer.dialect
        isJSONList = answer.isJSONList
        isCompletion = answer.isCompletion
    }

    var mediaType: String { isJSONList ? "application/json" : "text/event-stream" }

    mutating func bytes(_ event: StreamEvent) -> [UInt8] {
        if isCompletion { return LegacyCompletion.chunk(event.data).map { StreamEvent(data: $0).bytes } ?? [] }
        guard isJSONList else { return event.bytes }
        defer { isBegun = true }
        return Array((isBegun ? ",\r\n" : "[").utf8) + event.data
    }

    /// What stands behind the last event.
    func end() -> [UInt8] {
        isJSONList ? Array((isBegun ? "]" : "[]").utf8) : []
    }

    /// What keeps a silent stream alive: between the elements of a list blanks mean nothing.
    func ping() -> [UInt8] {
        isJSONList ? Array("\n".utf8) : StreamTranslation.ping(in: dialect)
    }
}
