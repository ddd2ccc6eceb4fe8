/// Makes a whole answer of its steps.
struct AnswerAssembly: Sendable {
    private(set) var answer = Answer()
    private var isFinished = false
    private(set) var fault: AnswerFault?
    private var openCall: ToolCall?
    private var openReasoning = ""

    mutating func receive(_ event: AnswerEvent) {
        guard fault == nil, !isFinished else { return }
        switch event {
        case .started(let id, let model):
            answer.id = id
            answer.model = model
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
            openCall = ToolCall(
                id: call.id, name: call.name, arguments: "", isFreeform: call.isFreeform, signature: call.signature
            )
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
            isFinished = true
        case .failed(let fault):
            self.fault = fault
        }
    }
}
