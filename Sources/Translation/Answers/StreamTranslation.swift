/// Translates a stream: the upstream's events in, the client's events out.
///
/// The stream that comes out has exactly one terminal event, and only where the upstream's had one.
package struct StreamTranslation: Sendable {
    /// How far the answer is.
    package enum Phase: Equatable, Sendable {
        /// Nothing of the answer has been told: a fault can still become a real status.
        case waiting
        case answering
        /// The terminal event has been written.
        case finished
        /// The upstream has failed; the event that says so has been written.
        case failed(APIFault)
    }

    /// How far the answer is; it tells whether a fault can still become a status.
    package private(set) var phase: Phase = .waiting
    /// What could not be carried so far.
    package var notes: [TranslationNote] { pipeline.notes }
    private var decoder: any StreamDecoder
    private var pipeline: AnswerPipeline
    private var encoder: any StreamEncoder

    /// The parameters are those of `AnswerTranslation.translated`.
    package init(
        from upstream: Dialect, to client: Dialect, context: AnswerContext, seed: String, time: Int, limits: TranslationLimits = .init()
    ) {
        decoder = Self.decoder(for: upstream, limits: limits)
        pipeline = AnswerPipeline(context, client: client, seed: seed, limits: limits)
        encoder = Self.encoder(for: client, AnswerIdentity(context: context, upstream: upstream, seed: seed, time: time))
    }

    /// Takes one of the upstream's events.
    package mutating func receive(_ event: StreamEvent) -> [StreamEvent] {
        tell(decoder.decode(event))
    }

    /// The upstream's stream has ended cleanly.
    ///
    /// - Returns: the last events; nil where the answer is not whole, so that the client's stream must be cut or ended by `fail`.
    package mutating func end() -> [StreamEvent]? {
        let output = tell(decoder.end())
        return phase == .waiting || phase == .answering ? nil : output
    }

    /// The answer does not go on: the upstream broke off, or was silent for too long.
    ///
    /// - Returns: the event that says so in the client's dialect; nothing behind a terminal event.
    package mutating func fail(_ fault: APIFault) -> [StreamEvent] {
        tell([.failed(fault)])
    }

    private mutating func tell(_ events: [AnswerEvent]) -> [StreamEvent] {
        var output: [StreamEvent] = []
        for event in events {
            for step in pipeline.receive(event) {
                encoder.encode(step, into: &output)
                follow(step)
                if let fault = encoder.fault { phase = .failed(fault) }
            }
        }
        return output
    }

    private mutating func follow(_ step: AnswerEvent) {
        switch step {
        case .started, .usage, .leftOut: break
        case .finished: phase = .finished
        case .failed(let fault): phase = .failed(fault)
        default: phase = .answering
        }
    }

    static func decoder(for dialect: Dialect, limits: TranslationLimits) -> any StreamDecoder {
        switch dialect {
        case .chat: ChatStreamDecoder(limits: limits)
        case .responses: ResponsesStreamDecoder(limits: limits)
        case .messages: MessagesStreamDecoder(limits: limits)
        case .google: GoogleStreamDecoder(limits: limits)
        }
    }

    static func encoder(for dialect: Dialect, _ identity: AnswerIdentity) -> any StreamEncoder {
        switch dialect {
        case .chat: ChatStreamEncoder(identity)
        case .responses: ResponsesStreamEncoder(identity)
        case .messages: MessagesStreamEncoder(identity)
        case .google: GoogleStreamEncoder(identity)
        }
    }

    /// What keeps a silent stream alive: an event in Messages, a comment in OpenAI's dialects.
    ///
    /// In Google's an empty line: google-genai (3.4) reads a comment as JSON, and gives up.
    package static func ping(in dialect: Dialect) -> [UInt8] {
        switch dialect {
        case .messages: StreamEvent(name: "ping", data: Array(#"{"type": "ping"}"#.utf8)).bytes
        case .chat, .responses: Array(": ping\n\n".utf8)
        case .google: Array("\n".utf8)
        }
    }
}

/// A server-sent event: its name, empty where it has none, and its data; `bytes` is how the program writes one (HTML standard, section
/// 9.2.5 "Parsing an event stream"). `EventSplitter` reads them.
package struct StreamEvent: Equatable, Sendable {
    /// The mark of the end of a stream of Chat Completions.
    package static let done = StreamEvent(data: Array("[DONE]".utf8))

    /// The value of `event`; empty where there is none.
    package let name: String
    /// The values of `data`, joined by line feeds.
    package let data: [UInt8]

    /// The parameters are the properties.
    package init(name: String = "", data: [UInt8]) {
        self.name = name
        self.data = data
    }

    /// Whether the data is `[DONE]`, whatever the name.
    var isDone: Bool { data.elementsEqual(Self.done.data) }

    /// The event as it stands in a stream. The data is one line: JSON as it is written here holds no line end.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + name.utf8.count + 16)
        if !name.isEmpty {
            bytes.append(contentsOf: "event: ".utf8)
            bytes.append(contentsOf: name.utf8)
            bytes.append(0x0A)
        }
        bytes.append(contentsOf: "data: ".utf8)
        bytes.append(contentsOf: data)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }
}

/// Reads the stream of one dialect: events in, steps of the answer out.
protocol StreamDecoder: Sendable {
    /// What an event says. The last step of a whole answer is `finished`; of a failed one, `failed`.
    mutating func decode(_ event: StreamEvent) -> [AnswerEvent]

    /// What is still to be said when the stream has ended: `finished` where only the end was awaited, nothing where it broke off.
    mutating func end() -> [AnswerEvent]
}

extension StreamDecoder {
    /// The data as JSON; nil if it is not JSON.
    static func reader(_ event: StreamEvent) -> JSONReader? {
        // What is no JSON becomes a fault of the upstream's, whichever byte is wrong.
        try? JSONReader(event.data)
    }

    static var unreadable: AnswerEvent { .failed(APIFault(.serverError, "The upstream sent an event that is not JSON.", status: 502)) }
    static var tooManyCalls: AnswerEvent {
        .failed(APIFault(.serverError, "The answer contains too many tool calls at once.", status: 502))
    }
}

/// Writes the stream of one dialect: steps of an answer that `SerialAnswer` has put in order in, events out.
protocol StreamEncoder: Sendable {
    mutating func encode(_ event: AnswerEvent, into output: inout [StreamEvent])

    /// What the dialect could not tell, so that the stream has ended with an error instead.
    var fault: APIFault? { get }
}

extension StreamEncoder {
    var fault: APIFault? { nil }
}
