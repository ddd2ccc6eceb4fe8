/// Reads a whole answer of Google GenAI.
enum GoogleAnswerDecoder {
    static func events(_ reader: JSONReader, limits: TranslationLimits) throws(AnswerFault) -> [AnswerEvent] {
        guard reader.value("candidates") != nil || reader.either("promptFeedback") != nil else {
            throw AnswerFault(.upstream, "The upstream's answer has no candidates.", status: 502)
        }
        var chunks = GoogleChunkDecoder(limits: limits)
        let start = AnswerEvent.started(id: reader.either("responseId")?.string, model: reader.either("modelVersion")?.string)
        let events = chunks.events(reader)
        if case .failed(let fault)? = events.last { throw fault }
        return [start] + events + [.finished(chunks.finish ?? .stop)]
    }
}
