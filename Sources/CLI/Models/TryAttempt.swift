import NIOCore
import NIOHTTP1

/// One request whose answer is shown as it comes.
struct TryAttempt {
    /// An error has some hundred bytes; of more the beginning is enough.
    private static let largestError = 64 * 1024

    /// - Returns: how long it took.
    /// - Throws: `Advice` for what is no answer, or none that is whole.
    func run(on shim: LoopbackRequest, _ body: [UInt8]) async throws -> AnswerTiming {
        let start = ContinuousClock.now
        var timing = AnswerTiming()
        var reader = ChatStreamReader()
        var error: [UInt8] = []
        var end: String?
        let status = try await shim.send(.POST, "/v1/chat/completions", body) { status, piece in
            timing.firstByte = timing.firstByte ?? ContinuousClock.now - start
            guard status == 200 else {
                error += piece.readableBytesView.prefix(Self.largestError - error.count)
                return
            }
            for event in try reader.receive(piece.readableBytesView) {
                switch event {
                case .text(let text): Console.piece(text)
                case .usage(let input, let output): timing.usage = .init(input: input, output: output)
                case .finish(let reason): end = reason
                case .failure(let words): throw Advice("The answer broke off: \(words)")
                }
            }
        }
        guard status == 200 else { throw Advice(LoopbackRequest.Reply(status: status, body: error)) }
        guard let end else { throw Advice("The answer broke off: its end is missing.") }
        Console.line()
        if end == "length" { Console.note("The answer is longer than the model may answer, and was cut.") }
        timing.total = ContinuousClock.now - start
        return timing
    }
}
