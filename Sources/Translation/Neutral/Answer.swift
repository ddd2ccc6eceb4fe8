internal import LosslessJSON

/// A whole answer in no dialect.
struct Answer: Equatable, Sendable {
    enum Piece: Equatable, Sendable {
        case text(String, citations: [Citation])
        case refusal(String)
        case reasoning(ReasoningText)
        case call(ToolCall)
    }

    var pieces: [Piece] = []
    var usage = Usage()
    var finish: Finish = .stop
}

/// One step of an answer in no dialect. Whole answers and streams are both made of these.
enum AnswerEvent: Equatable, Sendable {
    case started
    case text(String)
    case citation(Citation)
    case refusal(String)
    case reasoning(String)
    /// The thought that has been told is over; what comes next is another one.
    case reasoningEnded(Signature?)
    /// A thought that cannot be read, as a whole.
    case hiddenReasoning(Signature)
    /// A part that no other dialect has in an answer, by its name. It is noted, and goes no further.
    case leftOut(String)
    /// A call without arguments, whose id is empty where the upstream gave none.
    ///
    /// - Parameter key: tells the answer's calls apart.
    case callStarted(key: Int, ToolCall)
    case callArguments(key: Int, String)
    case callEnded(key: Int)
    /// All figures so far: later ones replace earlier ones.
    case usage(Usage)
    case finished(Finish)
    case failed(APIFault)
}

extension AnswerEvent {
    /// What a client's dialect cannot be told of a step; nil where it can be told all.
    func note(for client: Dialect) -> TranslationNote? {
        switch self {
        case .finished(.paused) where client != .messages:
            TranslationNote(field: "stop_reason", what: .changed, why: "the upstream paused; send the conversation again to continue")
        case .citation(let citation) where citation.url == nil && client != .messages:
            TranslationNote(field: "citations", what: .dropped, why: "only Messages has citations without an address")
        case .hiddenReasoning where client == .chat:
            TranslationNote(field: "reasoning", what: .dropped, why: "Chat Completions has no place for hidden reasoning")
        case .leftOut(let part): TranslationNote(field: part, what: .dropped, why: "\(client.displayName) has no place for it in an answer")
        default: nil
        }
    }
}

/// Why an answer ended.
enum Finish: Equatable, Sendable {
    case stop
    /// At one of the request's stop sequences.
    case stopSequence(String?)
    case length
    case toolCalls
    case filtered
    /// The vendor wants the client to ask again, so that the answer goes on.
    case paused
}

/// How many tokens were read and written.
struct Usage: Equatable, Sendable {
    /// All that was read, cached tokens included.
    let input: Int
    /// What of `input` came out of the cache.
    let cacheRead: Int
    /// What of `input` went into the cache.
    let cacheCreation: Int
    /// All that was written, reasoning included.
    let output: Int
    /// What of `output` was reasoning.
    let reasoning: Int

    /// - Parameters: tokens; what is negative counts as 0.
    init(input: Int = 0, cacheRead: Int = 0, cacheCreation: Int = 0, output: Int = 0, reasoning: Int = 0) {
        self.input = Self.bounded(input)
        self.output = Self.bounded(output)
        // A part is never more than the whole, so that no figure made of these is below 0.
        self.cacheRead = min(Self.bounded(cacheRead), self.input)
        self.cacheCreation = min(Self.bounded(cacheCreation), self.input - self.cacheRead)
        self.reasoning = min(Self.bounded(reasoning), self.output)
    }

    /// What was read and not cached: the meaning of `input_tokens` in Messages.
    var uncachedInput: Int { input - cacheRead - cacheCreation }
    /// What was written for the reader.
    var visibleOutput: Int { output - reasoning }
    var total: Int { input + output }

    /// Figures from outside are bounded so that sums of them cannot overflow.
    static func bounded(_ count: Int) -> Int { min(max(0, count), 1 << 48) }
}

/// Where a passage of an answer comes from.
struct Citation: Equatable, Sendable {
    var url: String?
    var title: String?
    /// The passage in the source.
    var quote: String?
    /// The passage in the answer's text, in characters from its beginning; nil where the dialect does not say.
    var range: Range<Int>?
}
