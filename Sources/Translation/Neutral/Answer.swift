/// A whole answer in no dialect.
public struct Answer: Equatable, Sendable {
    public enum Piece: Equatable, Sendable {
        case text(String, citations: [Citation])
        case refusal(String)
        case reasoning(ReasoningText)
        case call(ToolCall)
    }

    public var id: String?
    public var model: String?
    public var pieces: [Piece] = []
    public var usage = Usage()
    public var finish: Finish = .stop

    var calls: [ToolCall] {
        pieces.compactMap { if case .call(let call) = $0 { call } else { nil } }
    }
}
