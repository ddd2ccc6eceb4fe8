@testable import Translation

struct MessagesGrammar {
    private var summary = AnswerSummary()
    private var isStarted = false
    private var openType: String?
    private var blocks = 0
    private var hasDelta = false
    private var isOver = false

    mutating func read(_ event: StreamEvent) throws {
        try require(!isOver, "nothing comes behind the end")
        let object = try Grammar.reader(event)
        let type = try require(object.string("type"), "an event has a type")
        try require(event.name == type, "the event's name is its type")
        if type == "error" {
            let error = try require(object.value("error"), "an error event has an error")
            try require(error.string("type") != nil, "an error has a type")
            summary.ending = .failed(try require(error.string("message"), "an error has a message"))
            isOver = true
            return
        }
        if !isStarted { try require(type == "message_start", "message_start comes first") }
        switch type {
        case "message_start": try readStart(object)
        case "content_block_start": try startBlock(object)
        case "content_block_delta": try readDelta(object)
        case "content_block_stop":
            try require(openType != nil && object.integer("index") == blocks, "the open block is closed")
            openType = nil
            blocks += 1
        case "message_delta":
            try require(openType == nil, "every block is closed before message_delta")
            try require(!hasDelta, "there is one message_delta")
            hasDelta = true
            let delta = try require(object.value("delta"), "message_delta has a delta")
            summary.ending = try Self.ending(try require(delta.string("stop_reason"), "there is a stop_reason"))
            try readUsage(try require(object.value("usage"), "message_delta has the usage"))
        case "message_stop":
            try require(hasDelta, "message_delta comes before message_stop")
            isOver = true
        case "ping": break
        default: throw GrammarViolation("an unknown event \(type)")
        }
    }

    private mutating func readStart(_ object: JSONReader) throws {
        try require(!isStarted, "there is one message_start")
        isStarted = true
        let message = try require(object.value("message"), "message_start has a message")
        try require(message.string("id")?.hasPrefix("msg_") == true, "ids begin with msg_")
        try require(message.string("model") == ExpectedAnswer.model, "the model is the one that the client asked for")
        try require(message.list("content").isEmpty, "the message begins empty")
        try readUsage(try require(message.value("usage"), "message_start has the usage"))
    }

    private mutating func startBlock(_ object: JSONReader) throws {
        try require(openType == nil, "a block is closed before the next opens")
        try require(!hasDelta, "no block opens behind message_delta")
        try require(object.integer("index") == blocks, "each block has an index of its own")
        let block = try require(object.value("content_block"), "a start has a block")
        let type = try require(block.string("type"), "a block has a type")
        openType = type
        switch type {
        case "text": try require(block.string("text") == "", "a text begins empty")
        case "thinking":
            try require(block.string("thinking") == "", "a thought begins empty")
            try require(block.string("signature") == "", "and without a signature")
        case "redacted_thinking": summary.signatures.append(try require(block.string("data"), "it has data"))
        case "tool_use":
            let id = try require(block.string("id"), "a call has an id")
            let isTaken = id.utf8.allSatisfy(StableName.isWordByte) && !id.isEmpty && id.utf8.count <= 64
            try require(isTaken, "the id \(id) is one that Messages takes")
            try require(block.value("input")?.object?.isEmpty == true, "an input begins empty")
            summary.calls.append(.init(id: id, name: try require(block.string("name"), "a call has a name"), arguments: ""))
        default: throw GrammarViolation("an unknown block \(type)")
        }
    }

    private mutating func readDelta(_ object: JSONReader) throws {
        try require(object.integer("index") == blocks, "a delta belongs to the open block")
        let delta = try require(object.value("delta"), "there is a delta")
        let type = try require(delta.string("type"), "a delta has a type")
        switch (type, openType) {
        case ("text_delta", "text"): summary.text += try require(delta.string("text"), "it has text")
        case ("citations_delta", "text"): try require(delta.value("citation") != nil, "it has a citation")
        case ("thinking_delta", "thinking"): summary.reasoning += try require(delta.string("thinking"), "it has thinking")
        case ("signature_delta", "thinking"): summary.signatures.append(try require(delta.string("signature"), "it has a signature"))
        case ("input_json_delta", "tool_use"):
            summary.calls[summary.calls.count - 1].arguments += try require(delta.string("partial_json"), "it has partial_json")
        default: throw GrammarViolation("\(type) does not belong into \(openType ?? "nothing")")
        }
    }

    private mutating func readUsage(_ usage: JSONReader) throws {
        (summary.input, summary.cacheRead, summary.output) = try Self.usage(usage)
    }

    func end() throws -> AnswerSummary {
        try require(isOver, "the stream has an end")
        return summary
    }

    // MARK: Whole answers

    static func ending(_ reason: String) throws -> AnswerSummary.Ending {
        switch reason {
        case "end_turn", "stop_sequence", "pause_turn": return .stop
        case "max_tokens": return .length
        case "tool_use": return .calls
        case "refusal": return .filtered
        default: throw GrammarViolation("an unknown stop_reason \(reason)")
        }
    }

    /// Input without cached tokens, as the dialect counts; the sum is what is compared.
    static func usage(_ usage: JSONReader) throws -> (Int, Int, Int) {
        let input = try require(usage.integer("input_tokens"), "the usage has input_tokens")
        let read = usage.integer("cache_read_input_tokens") ?? 0
        let creation = usage.integer("cache_creation_input_tokens") ?? 0
        return (input + read + creation, read, try require(usage.integer("output_tokens"), "the usage has output_tokens"))
    }

    static func summary(_ body: JSONReader) throws -> AnswerSummary {
        var summary = AnswerSummary()
        try require(body.string("type") == "message" && body.string("role") == "assistant", "it is an assistant's message")
        try require(body.string("model") == ExpectedAnswer.model, "the model is the one that the client asked for")
        for block in body.list("content") {
            switch block.string("type") {
            case "text": summary.text += try require(block.string("text"), "a text has text")
            case "thinking":
                summary.reasoning += try require(block.string("thinking"), "a thought has thinking")
                summary.signatures.append(try require(block.string("signature"), "and a signature"))
            case "redacted_thinking": summary.signatures.append(try require(block.string("data"), "it has data"))
            case "tool_use":
                let input = try require(block.value("input"), "a call has an input")
                try require(input.isObject, "an input is an object")
                let id = try require(block.string("id"), "a call has an id")
                let name = try require(block.string("name"), "a call has a name")
                summary.calls.append(.init(id: id, name: name, arguments: String(decoding: input.text, as: UTF8.self)))
            default: throw GrammarViolation("an unknown block")
            }
        }
        summary.ending = try ending(try require(body.string("stop_reason"), "there is a stop_reason"))
        (summary.input, summary.cacheRead, summary.output) = try usage(try require(body.value("usage"), "there is a usage"))
        return summary
    }
}
