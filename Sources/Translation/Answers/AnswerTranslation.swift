internal import LosslessJSON

/// Translates whole answers.
package enum AnswerTranslation {
    /// Translates an answer.
    ///
    /// - Parameters:
    ///   - body: the upstream's body.
    ///   - upstream: the dialect that it is in.
    ///   - client: the dialect that goes out.
    ///   - context: what the request's translation remembered.
    ///   - seed: letters and digits that no other answer has; ids are made of it.
    ///   - time: when the answer began, in seconds since 1970.
    ///   - limits: what bounds the memory.
    /// - Throws: the fault that the upstream tells of under a status of success, or that its body is no answer.
    package static func translated(
        _ body: [UInt8], from upstream: Dialect, to client: Dialect, context: AnswerContext, seed: String, time: Int,
        limits: TranslationLimits = .init()
    ) throws(AnswerFault) -> TranslatedAnswer {
        let events = try self.events(body, from: upstream, limits: limits)
        var pipeline = AnswerPipeline(context, client: client, seed: seed, limits: limits)
        var assembly = AnswerAssembly()
        for event in events {
            for step in pipeline.receive(event) {
                assembly.receive(step)
            }
        }
        if let fault = assembly.fault { throw fault }
        let identity = AnswerIdentity(context: context, upstream: upstream, seed: seed, time: time)
        return TranslatedAnswer(body: try self.body(assembly.answer, in: client, identity), notes: pipeline.notes)
    }

    /// Tells a whole answer as a stream, for a client that asked for one.
    ///
    /// - Throws: as `translated`.
    package static func stream(
        _ body: [UInt8], from upstream: Dialect, to client: Dialect, context: AnswerContext, seed: String, time: Int,
        limits: TranslationLimits = .init()
    ) throws(AnswerFault) -> [StreamEvent] {
        let events = try self.events(body, from: upstream, limits: limits)
        var pipeline = AnswerPipeline(context, client: client, seed: seed, limits: limits)
        var encoder = StreamTranslation.encoder(
            for: client, AnswerIdentity(context: context, upstream: upstream, seed: seed, time: time)
        )
        var output: [StreamEvent] = []
        for event in events {
            for step in pipeline.receive(event) {
                if case .failed(let fault) = step { throw fault }
                encoder.encode(step, into: &output)
            }
        }
        return output
    }

    private static func events(
        _ body: [UInt8], from upstream: Dialect, limits: TranslationLimits
    ) throws(AnswerFault) -> [AnswerEvent] {
        // Whichever byte is wrong: it is no answer.
        guard let reader = try? JSONReader(body), reader.isObject else {
            throw AnswerFault(.upstream, "The upstream's answer is not a JSON object.", status: 502)
        }
        if let fault = FaultTranslation.fault(inAnswer: reader, from: upstream) { throw fault }
        var events: [AnswerEvent] =
            switch upstream {
            case .chat: try ChatAnswerDecoder.events(reader)
            case .messages: try MessagesAnswerDecoder.events(reader)
            case .responses: try ResponsesAnswerDecoder.events(reader)
            case .google: try GoogleAnswerDecoder.events(reader, limits: limits)
            }
        if case .finished = events.last {} else { events.append(.finished(.stop)) }
        return events
    }

    static func body(_ answer: Answer, in client: Dialect, _ identity: AnswerIdentity) throws(AnswerFault) -> [UInt8] {
        switch client {
        case .chat: ChatAnswerEncoder.body(answer, identity).serialized
        case .messages: try MessagesAnswerEncoder.body(answer, identity).serialized
        case .responses: ResponsesAnswerEncoder.body(answer, identity).serialized
        case .google: try GoogleAnswerEncoder.body(answer, identity).serialized
        }
    }
}
