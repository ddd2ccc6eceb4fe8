package import LosslessJSON

/// Translates whole answers.
package enum AnswerTranslation {
    /// Translates an answer.
    ///
    /// - Parameters:
    ///   - document: the upstream's body.
    ///   - upstream: the dialect that it is in.
    ///   - client: the dialect that goes out.
    ///   - context: what the request's translation remembered.
    ///   - seed: letters and digits that no other answer has; ids are made of it.
    ///   - time: when the answer began, in seconds since 1970.
    ///   - limits: what bounds the memory.
    /// - Throws: the fault that the upstream tells of under a status of success, or that its body is no answer.
    package static func translated(
        _ document: JSONDocument, from upstream: Dialect, to client: Dialect, context: AnswerContext, seed: String, time: Int,
        limits: TranslationLimits = .init()
    ) throws(APIFault) -> TranslatedAnswer {
        var pipeline = AnswerPipeline(context, client: client, seed: seed, limits: limits)
        var assembly = AnswerAssembly()
        for event in try events(document, from: upstream, limits: limits) {
            for step in pipeline.receive(event) { assembly.receive(step) }
        }
        if let fault = assembly.fault { throw fault }
        let identity = AnswerIdentity(context: context, upstream: upstream, seed: seed, time: time)
        return TranslatedAnswer(body: try self.body(assembly.answer, in: client, identity), notes: pipeline.notes)
    }

    /// Tells a whole answer as a stream, for a client that asked for one.
    ///
    /// - Throws: as `translated`.
    package static func stream(
        _ document: JSONDocument, from upstream: Dialect, to client: Dialect, context: AnswerContext, seed: String, time: Int,
        limits: TranslationLimits = .init()
    ) throws(APIFault) -> [StreamEvent] {
        var pipeline = AnswerPipeline(context, client: client, seed: seed, limits: limits)
        let identity = AnswerIdentity(context: context, upstream: upstream, seed: seed, time: time)
        var encoder = StreamTranslation.encoder(for: client, identity)
        var output: [StreamEvent] = []
        for event in try events(document, from: upstream, limits: limits) {
            for step in pipeline.receive(event) {
                if case .failed(let fault) = step { throw fault }
                encoder.encode(step, into: &output)
            }
        }
        return output
    }

    private static func events(
        _ document: JSONDocument, from upstream: Dialect, limits: TranslationLimits
    ) throws(APIFault) -> [AnswerEvent] {
        let reader = JSONReader(document)
        guard reader.isObject else {
            throw APIFault(.serverError, "The upstream's answer is not a JSON object.", status: 502)
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

    static func body(_ answer: Answer, in client: Dialect, _ identity: AnswerIdentity) throws(APIFault) -> [UInt8] {
        switch client {
        case .chat: ChatAnswerEncoder.body(answer, identity).serialized
        case .messages: try MessagesAnswerEncoder.body(answer, identity).serialized
        case .responses: ResponsesAnswerEncoder.body(answer, identity).serialized
        case .google: try GoogleAnswerEncoder.body(answer, identity).serialized
        }
    }
}

/// A whole answer in the client's dialect.
package struct TranslatedAnswer: Equatable, Sendable {
    /// JSON in UTF-8.
    package let body: [UInt8]
    /// What could not be carried.
    package let notes: [TranslationNote]
}

/// Makes a whole answer of its steps, of which the end or a fault is the last.
struct AnswerAssembly: Sendable {
    private(set) var answer = Answer()
    private(set) var fault: APIFault?
    private var openCall: ToolCall?
    private var openReasoning = ""

    mutating func receive(_ event: AnswerEvent) {
        switch event {
        case .started: break
        case .text(let piece):
            if case .text(var text, let citations) = answer.pieces.last {
                answer.pieces.removeLast()
                text += piece
                answer.pieces.append(.text(text, citations: citations))
            } else {
                answer.pieces.append(.text(piece, citations: []))
            }
        case .citation(let citation):
            // A citation stands behind the text that it belongs to.
            if case .text(let text, let citations) = answer.pieces.last {
                answer.pieces[answer.pieces.count - 1] = .text(text, citations: citations + [citation])
            }
        case .refusal(let piece):
            if case .refusal(var text) = answer.pieces.last {
                answer.pieces.removeLast()
                text += piece
                answer.pieces.append(.refusal(text))
            } else {
                answer.pieces.append(.refusal(piece))
            }
        case .reasoning(let piece):
            openReasoning += piece
        case .reasoningEnded(let signature):
            answer.pieces.append(.reasoning(ReasoningText(text: openReasoning, signature: signature)))
            openReasoning = ""
        case .hiddenReasoning(let signature):
            answer.pieces.append(.reasoning(ReasoningText(text: "", signature: signature)))
        case .callStarted(_, let call):
            openCall = call
        case .callArguments(_, let piece):
            openCall?.arguments += piece
        case .callEnded:
            if let openCall { answer.pieces.append(.call(openCall)) }
            openCall = nil
        case .leftOut: break
        case .usage(let usage):
            answer.usage = usage
        case .finished(let finish):
            answer.finish = finish
        case .failed(let fault):
            self.fault = fault
        }
    }
}

/// A call's arguments in a whole answer of a dialect that has an object in their place.
enum CallInput {
    /// - Throws: where the arguments are no JSON object. A call that the token limit cut off has an empty one: the answer's end says why.
    static func object(of call: ToolCall, endedBy finish: Finish) throws(APIFault) -> [UInt8] {
        if call.isFreeform { return ObjectDraft("input", .string(call.arguments)).json.serialized }
        if let object = ArgumentsText.object(call.arguments) { return object }
        guard finish == .length else {
            throw APIFault(
                .serverError, "The model called the tool “\(call.name.prefix(80))” with arguments that are not a JSON object.", status: 502)
        }
        return Array("{}".utf8)
    }
}
