internal import LosslessJSON

/// Writes a stream of Google GenAI: each event is a whole response, and a call comes in one piece.
struct GoogleStreamEncoder: StreamEncoder {
    /// An answer that cites more is not read by anyone.
    private static let maximumCitations = 1_000

    private let identity: AnswerIdentity
    private var usage: Usage?
    private var openCall: ToolCall?
    private var citations: [Citation] = []
    /// A call whose arguments are no object; whether the token limit cut it off is known at the end.
    private var malformedCall: ToolCall?
    private(set) var fault: APIFault?

    init(_ identity: AnswerIdentity) {
        self.identity = identity
    }

    mutating func encode(_ event: AnswerEvent, into output: inout [StreamEvent]) {
        switch event {
        case .started: break
        case .text(let text), .refusal(let text): emit([GoogleAnswerParts.text(text)], into: &output)
        case .citation(let citation): if citations.count < Self.maximumCitations { citations.append(citation) }
        case .reasoning(let text): emit([GoogleAnswerParts.thought(text)], into: &output)
        case .reasoningEnded(let signature): if let signature { emit([GoogleAnswerParts.signature(signature)], into: &output) }
        case .hiddenReasoning(let signature): emit([GoogleAnswerParts.signature(signature)], into: &output)
        case .callStarted(_, let call): openCall = call
        case .callArguments(_, let piece): openCall?.arguments += piece
        case .callEnded: endCall(into: &output)
        case .leftOut: break
        case .usage(let usage): self.usage = usage
        case .finished(let finish): end(finish, into: &output)
        case .failed(let fault): output.append(StreamEvent(data: FaultTranslation.body(fault, in: .google)))
        }
    }

    private mutating func endCall(into output: inout [StreamEvent]) {
        guard let call = openCall else { return }
        openCall = nil
        // The fault is told at the end, where it may turn out to be the token limit.
        guard let arguments = try? CallInput.object(of: call, endedBy: .toolCalls) else {
            malformedCall = malformedCall ?? call
            return
        }
        emit([GoogleAnswerParts.call(call, arguments: arguments)], into: &output)
    }

    private mutating func end(_ finish: Finish, into output: inout [StreamEvent]) {
        var parts: [JSONValue] = []
        if let call = malformedCall {
            do throws(APIFault) {
                parts.append(GoogleAnswerParts.call(call, arguments: try CallInput.object(of: call, endedBy: finish)))
            } catch {
                fault = error
                output.append(StreamEvent(data: FaultTranslation.body(error, in: .google)))
                return
            }
        }
        if parts.isEmpty { parts.append(GoogleAnswerParts.text("")) }
        let last = GoogleAnswerParts.response(identity, parts: parts, finish: finish, usage: usage ?? Usage(), citations: citations)
        output.append(StreamEvent(data: last.serialized))
    }

    private func emit(_ parts: [JSONValue], into output: inout [StreamEvent]) {
        output.append(StreamEvent(data: GoogleAnswerParts.response(identity, parts: parts, usage: usage).serialized))
    }
}
