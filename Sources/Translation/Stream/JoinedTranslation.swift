/// Translates a stream into a whole answer, for a client that did not ask for a stream.
public struct JoinedTranslation: Sendable {
    /// What could not be carried so far.
    public var notes: [TranslationNote] { pipeline.notes }
    private var decoder: any StreamDecoder
    private var pipeline: AnswerPipeline
    private var assembly = AnswerAssembly()
    private let client: Dialect
    private let identity: AnswerIdentity

    /// The parameters are those of `StreamTranslation`.
    public init(
        from upstream: Dialect, to client: Dialect, context: AnswerContext, seed: String, time: Int, limits: TranslationLimits = .init()
    ) {
        decoder = StreamTranslation.decoder(for: upstream, limits: limits)
        pipeline = AnswerPipeline(context, client: client, seed: seed, limits: limits)
        self.client = client
        identity = AnswerIdentity(context: context, upstream: upstream, seed: seed, time: time)
    }

    /// Takes one of the upstream's events.
    ///
    /// - Throws: the fault that the upstream tells of.
    public mutating func receive(_ event: StreamEvent) throws(AnswerFault) {
        take(decoder.decode(event))
        if let fault = assembly.fault { throw fault }
    }

    /// The upstream's stream has ended cleanly.
    ///
    /// - Returns: the body of the answer.
    /// - Throws: the fault that the upstream tells of, or that its stream was not whole.
    public mutating func end() throws(AnswerFault) -> [UInt8] {
        take(decoder.end())
        if let fault = assembly.fault { throw fault }
        guard assembly.isFinished else { throw AnswerFault(.upstream, "The upstream's stream ended before its answer did.", status: 502) }
        return try AnswerTranslation.body(assembly.answer, in: client, identity)
    }

    private mutating func take(_ events: [AnswerEvent]) {
        for event in events {
            for step in pipeline.receive(event) {
                assembly.receive(step)
            }
        }
    }
}
