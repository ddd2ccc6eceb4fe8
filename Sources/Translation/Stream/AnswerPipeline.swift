/// What every answer goes through between its two dialects: the client's tools restored, one thing at a time.
struct AnswerPipeline: Sendable {
    /// What the client could not be told so far.
    private(set) var notes: [TranslationNote] = []
    private let client: Dialect
    private var restoration: ToolRestoration
    private var serial: SerialAnswer

    init(_ context: AnswerContext, client: Dialect, seed: String, limits: TranslationLimits) {
        self.client = client
        restoration = ToolRestoration(context, client: client, identifiers: IdentifierGenerator(seed: seed), limits: limits)
        serial = SerialAnswer(limits: limits)
    }

    var isOver: Bool { serial.isOver }

    mutating func receive(_ event: AnswerEvent) -> [AnswerEvent] {
        var output: [AnswerEvent] = []
        note(event)
        switch event {
        case .citation(let citation) where citation.url == nil && client != .messages: return []
        case .leftOut: return []
        case .callEnded(let key):
            tellInput(ofCallEnding: key, into: &output)
        case .finished:
            for key in restoration.openFreeformCalls { tellInput(ofCallEnding: key, into: &output) }
        default: break
        }
        if let restored = restoration.restored(event) { serial.receive(restored, into: &output) }
        // A signature whose thought was never told turns out to be hidden reasoning only now.
        for step in output { note(step) }
        return output
    }

    private mutating func note(_ event: AnswerEvent) {
        if let note = event.note(for: client), !notes.contains(note) { notes.append(note) }
    }

    private mutating func tellInput(ofCallEnding key: Int, into output: inout [AnswerEvent]) {
        if let input = restoration.input(ofCallEnding: key) { serial.receive(.callArguments(key: key, input), into: &output) }
    }
}
