internal import LosslessJSON

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

/// Gives the calls of an answer the names and forms that the client knows.
struct ToolRestoration: Sendable {
    private let context: AnswerContext
    private let limits: TranslationLimits
    private let prefix: String
    private var identifiers: IdentifierGenerator
    /// Calls whose arguments are the answer's text.
    private var formats: Set<Int> = []
    /// The arguments so far of those calls, where only a member of them is the text, and of calls to freeform tools, which the upstream
    /// has as functions.
    private var held: [Int: String] = [:]
    private var heldBytes = 0

    init(_ context: AnswerContext, client: Dialect, identifiers: IdentifierGenerator, limits: TranslationLimits) {
        self.context = context
        self.limits = limits
        self.identifiers = identifiers
        prefix = client == .messages ? "toolu_" : "call_"
    }

    /// - Returns: what the client sees of the step; nil for nothing.
    mutating func restored(_ event: AnswerEvent) -> AnswerEvent? {
        switch event {
        case .callStarted(let key, var call):
            if call.name == context.formatTool {
                formats.insert(key)
                return nil
            }
            guard !call.name.isEmpty else { return .failed(APIFault(.serverError, "The model called a tool without a name.", status: 502)) }
            call.name = context.toolNames[call.name] ?? call.name
            // Made from the second on: the first is the answer's own.
            if call.id.isEmpty { call.id = identifiers.next(prefix) }
            if !call.isFreeform, context.freeformTools.contains(call.name) {
                call.isFreeform = true
                held[key] = ""
            }
            return .callStarted(key: key, call)
        case .callArguments(let key, let piece):
            if formats.contains(key) {
                guard context.wrapsFormat else { return .text(piece) }
            } else {
                guard held[key] != nil else { return event }
            }
            held[key, default: ""] += piece
            heldBytes += piece.utf8.count
            guard heldBytes <= limits.heldBytes else {
                return .failed(APIFault(.serverError, "The arguments of a call are too large.", status: 502))
            }
            return nil
        case .callEnded(let key):
            guard formats.contains(key) else { return event }
            return held.removeValue(forKey: key).map { .text(ArgumentsText.member(JSONSchema.wrappedMember, of: $0) ?? $0) }
        default:
            return event
        }
    }

    /// The input of a freeform tool, as soon as its call has ended. Arguments that do not hold one are passed on as they are.
    mutating func input(ofCallEnding key: Int) -> String? {
        guard !formats.contains(key), let arguments = held.removeValue(forKey: key) else { return nil }
        heldBytes -= arguments.utf8.count
        return ArgumentsText.freeformInput(arguments) ?? arguments
    }

    var openFreeformCalls: [Int] { held.keys.filter { !formats.contains($0) }.sorted() }
}
