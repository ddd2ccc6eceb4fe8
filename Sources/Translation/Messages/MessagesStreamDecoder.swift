/// Reads a stream of Anthropic Messages.
struct MessagesStreamDecoder: StreamDecoder {
    private enum Block: Sendable {
        case text
        case reasoning(signature: String)
        /// - Parameter input: what the block's start already had.
        case call(input: String?)
        case other
    }

    private let limits: TranslationLimits
    private var blocks: [Int: Block] = [:]
    private var usage = Usage()
    private var finish: Finish = .stop
    private var isOver = false

    init(limits: TranslationLimits) {
        self.limits = limits
    }

    mutating func decode(_ event: StreamEvent) -> [AnswerEvent] {
        guard !isOver, !event.data.isEmpty else { return [] }
        guard let reader = Self.reader(event) else { return [Self.unreadable] }
        switch reader.string("type") ?? event.name {
        case "message_start":
            guard let message = reader.value("message") else { return [] }
            guard let figures = message.value("usage") else { return [.started] }
            usage.replace(withMessages: figures)
            return [.started, .usage(usage)]
        case "content_block_start":
            guard let block = reader.value("content_block"), let index = reader.integer("index") else { return [] }
            return start(block, at: index)
        case "content_block_delta":
            guard let delta = reader.value("delta"), let index = reader.integer("index") else { return [] }
            return self.delta(delta, at: index)
        case "content_block_stop":
            return reader.integer("index").map { stop($0) } ?? []
        case "message_delta":
            if let delta = reader.value("delta"), let reason = delta.string("stop_reason") {
                finish = Finish(messages: reason, sequence: delta.string("stop_sequence"))
            }
            guard let figures = reader.value("usage") else { return [] }
            usage.replace(withMessages: figures)
            return [.usage(usage)]
        case "message_stop":
            isOver = true
            return [.finished(finish)]
        // Gateways leave out the type.
        case "error",
            "" where reader.value("error") != nil:
            isOver = true
            return [.failed(FaultTranslation.fault(in: reader) ?? APIFault(.serverError, "The upstream failed."))]
        default:
            // `ping`, and what the vendor may add.
            return []
        }
    }

    mutating func end() -> [AnswerEvent] { [] }

    private mutating func start(_ block: JSONReader, at index: Int) -> [AnswerEvent] {
        guard blocks.count < limits.parallelCalls || blocks[index] != nil else { return [Self.tooManyCalls] }
        switch block.string("type") {
        case "text":
            blocks[index] = .text
            return block.string("text").map { [.text($0)] } ?? []
        case "thinking":
            blocks[index] = .reasoning(signature: block.string("signature") ?? "")
            return block.string("thinking").map { [.reasoning($0)] } ?? []
        case "redacted_thinking":
            blocks[index] = .other
            return block.string("data").map { [.hiddenReasoning(Signature(.messages, .hidden, value: $0))] } ?? []
        case "tool_use":
            let input = block.value("input").flatMap { $0.isObject && $0.object?.isEmpty == false ? $0.text : nil }
            blocks[index] = .call(input: input.map { String(decoding: $0, as: UTF8.self) })
            return [.callStarted(key: index, .init(id: block.string("id") ?? "", name: block.string("name") ?? ""))]
        default:
            blocks[index] = .other
            return []
        }
    }

    private mutating func delta(_ delta: JSONReader, at index: Int) -> [AnswerEvent] {
        guard let block = blocks[index] else { return [] }
        switch (delta.string("type"), block) {
        case ("text_delta", .text): return delta.string("text").map { [.text($0)] } ?? []
        case ("citations_delta", .text): return delta.value("citation").map { [.citation(Citation(messages: $0))] } ?? []
        case ("thinking_delta", .reasoning): return delta.string("thinking").map { [.reasoning($0)] } ?? []
        case ("signature_delta", .reasoning(let signature)):
            let whole = signature + (delta.string("signature") ?? "")
            guard whole.utf8.count <= limits.heldBytes else { return [Self.unreadable] }
            blocks[index] = .reasoning(signature: whole)
            return []
        case ("input_json_delta", .call):
            guard let piece = delta.string("partial_json"), !piece.isEmpty else { return [] }
            blocks[index] = .call(input: nil)
            return [.callArguments(key: index, piece)]
        default: return []
        }
    }

    private mutating func stop(_ index: Int) -> [AnswerEvent] {
        switch blocks.removeValue(forKey: index) {
        case .reasoning(let signature):
            return [.reasoningEnded(signature.isEmpty ? nil : Signature(.messages, .thought, value: signature))]
        case .call(let input):
            return (input.map { [.callArguments(key: index, $0)] } ?? []) + [.callEnded(key: index)]
        case .text, .other, nil: return []
        }
    }
}
