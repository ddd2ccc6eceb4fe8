/// A whole answer in no dialect.
struct Answer: Equatable, Sendable {
    enum Piece: Equatable, Sendable {
        case text(String, citations: [Citation])
        case refusal(String)
        case reasoning(ReasoningText)
        case call(ToolCall)
    }

    var id: String?
    var model: String?
    var pieces: [Piece] = []
    var usage = Usage()
    var finish: Finish = .stop

    var calls: [ToolCall] {
        pieces.compactMap { if case .call(let call) = $0 { call } else { nil } }
    }
}
