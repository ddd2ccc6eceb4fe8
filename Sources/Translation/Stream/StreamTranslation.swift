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
        case failed(AnswerFault)
    }

    /// How far the answer is; it tells whether a fault can still become a status.
    package private(set) var phase: Phase = .waiting
    /// What could not be carried so far.
    package var notes: [TranslationNote] { pipeline.notes }
    private var decoder: any StreamDecoder
    private var pipeline: AnswerPipeline
    private var encoder: any StreamEncoder

    /// - Parameters:
    ///   - upstream: the dialect that comes in.
    ///   - client: the dialect that goes out.
    ///   - context: what the request's translation remembered.
    ///   - seed: letters and digits that no other answer has; ids are made of it.
    ///   - time: when the answer began, in seconds since 1970.
    ///   - limits: what bounds the memory.
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
        switch phase {
        case .waiting, .answering: return nil
        case .finished, .failed: return output
        }
    }

    /// The answer does not go on: the upstream broke off, or was silent for too long.
    ///
    /// - Returns: the event that says so in the client's dialect; nothing behind a terminal event.
    package mutating func fail(_ fault: AnswerFault) -> [StreamEvent] {
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
        case .messages: Array("event: ping\ndata: {\"type\": \"ping\"}\n\n".utf8)
        case .chat, .responses: Array(": ping\n\n".utf8)
        case .google: Array("\n".utf8)
        }
    }
}
