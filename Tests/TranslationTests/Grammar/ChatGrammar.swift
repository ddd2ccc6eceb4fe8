@testable import Translation

struct ChatGrammar {
    private var summary = AnswerSummary()
    private var id: String?
    private var hasRole = false
    private var hasUsage = false
    private var isDone = false
    private var isFinished = false

    mutating func read(_ event: StreamEvent) throws {
        try require(!isDone, "nothing comes behind the end")
        try require(event.name.isEmpty, "Chat's events have no names")
        if event.data.elementsEqual("[DONE]".utf8) {
            try require(isFinished, "[DONE] comes behind the finish")
            isDone = true
            return
        }
        let chunk = try Grammar.reader(event)
        if let error = chunk.value("error") {
            summary.ending = .failed(try require(error.string("message"), "an error has a message"))
            try require(error.string("type") != nil, "an error has a type")
            let names = String(decoding: error.text, as: UTF8.self)
            try require(names.contains(#""param":"#) && names.contains(#""code":"#), "and a param and a code, if only null")
            isDone = true
            return
        }
        let chunkID = try require(chunk.string("id"), "a chunk has an id")
        try require(chunkID.hasPrefix("chatcmpl-"), "ids begin with chatcmpl-")
        try require(id == nil || id == chunkID, "the id stays the same")
        id = chunkID
        try require(chunk.string("object") == "chat.completion.chunk", "the object is a chunk")
        try require(chunk.string("model") == ExpectedAnswer.model, "the model is the one that the client asked for")
        try require(ExpectedAnswer.isTime(chunk.integer("created")), "created is the time")
        let choices = try require(chunk.value("choices")?.elements, "a chunk has choices")
        guard let choice = choices.first else {
            let usage = try require(chunk.value("usage"), "a chunk without choices has the usage")
            try require(isFinished && !hasUsage, "the usage comes once, behind the finish")
            hasUsage = true
            try readUsage(usage)
            return
        }
        try require(!isFinished, "no choice comes behind the finish")
        let delta = try require(choice.value("delta"), "a choice has a delta")
        if !hasRole {
            try require(delta.string("role") == "assistant", "the role is in the first chunk")
            hasRole = true
        }
        try read(delta)
        if let reason = choice.string("finish_reason") {
            try require(delta.object?.isEmpty == true, "the finish has an empty delta")
            summary.ending = try Self.ending(reason)
            isFinished = true
        }
    }

    private mutating func read(_ delta: JSONReader) throws {
        summary.text += delta.string("content") ?? ""
        summary.refusal += delta.string("refusal") ?? ""
        summary.reasoning += delta.string("reasoning_content") ?? ""
        if let signature = delta.string("reasoning_signature") { summary.signatures.append(signature) }
        for call in delta.list("tool_calls") {
            let index = try require(call.integer("index"), "a call has an index")
            let function = try require(call.value("function") ?? call.value("custom"), "a call has a function")
            let piece = function.string("arguments") ?? function.string("input") ?? ""
            if index == summary.calls.count {
                let id = try require(call.string("id"), "the first piece of a call has its id")
                let name = try require(function.string("name"), "the first piece of a call has its name")
                try require(!id.isEmpty && !name.isEmpty, "neither id nor name is empty")
                summary.calls.append(.init(id: id, name: name, arguments: piece))
            } else {
                try require(summary.calls.indices.contains(index), "indices count from 0")
                try require(call.string("id") == nil, "only the first piece has the id")
                summary.calls[index].arguments += piece
            }
        }
    }

    private mutating func readUsage(_ usage: JSONReader) throws {
        (summary.input, summary.cacheRead, summary.output) = try Self.usage(usage)
    }

    func end() throws -> AnswerSummary {
        try require(isDone, "the stream has an end")
        return summary
    }

    // MARK: Whole answers

    static func ending(_ reason: String) throws -> AnswerSummary.Ending {
        switch reason {
        case "stop": return .stop
        case "length": return .length
        case "tool_calls": return .calls
        case "content_filter": return .filtered
        default: throw GrammarViolation("an unknown finish_reason \(reason)")
        }
    }

    static func usage(_ usage: JSONReader) throws -> (Int, Int, Int) {
        let input = try require(usage.integer("prompt_tokens"), "the usage has prompt_tokens")
        let output = try require(usage.integer("completion_tokens"), "the usage has completion_tokens")
        try require(usage.integer("total_tokens") == input + output, "the total is the sum")
        return (input, usage.value("prompt_tokens_details")?.integer("cached_tokens") ?? 0, output)
    }

    static func summary(_ body: JSONReader) throws -> AnswerSummary {
        var summary = AnswerSummary()
        try require(body.string("object") == "chat.completion", "the object is a completion")
        try require(body.string("model") == ExpectedAnswer.model, "the model is the one that the client asked for")
        let choice = try require(body.list("choices").first, "there is a choice")
        let message = try require(choice.value("message"), "a choice has a message")
        summary.text = message.string("content") ?? ""
        summary.refusal = message.string("refusal") ?? ""
        summary.reasoning = message.string("reasoning_content") ?? ""
        if let signature = message.string("reasoning_signature") { summary.signatures.append(signature) }
        for call in message.list("tool_calls") {
            let function = try require(call.value("function") ?? call.value("custom"), "a call has a function")
            let id = try require(call.string("id"), "a call has an id")
            let name = try require(function.string("name"), "a call has a name")
            let arguments = try require(function.string("arguments") ?? function.string("input"), "arguments are a text")
            summary.calls.append(.init(id: id, name: name, arguments: arguments))
        }
        summary.ending = try ending(try require(choice.string("finish_reason"), "a choice has a finish_reason"))
        (summary.input, summary.cacheRead, summary.output) = try usage(try require(body.value("usage"), "there is a usage"))
        return summary
    }
}
