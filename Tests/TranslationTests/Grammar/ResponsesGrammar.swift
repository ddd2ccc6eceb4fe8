@testable import Translation

struct ResponsesGrammar {
    private var sequence = 0
    private var isStarted = false
    private var isInProgress = false
    private var isOver = false
    private var openItem: (type: String, id: String)?
    private var openPart: String?
    private var items = 0
    private var parts = 0
    private var told = ""
    /// Whether what was told has been repeated by its `done` event.
    private var isTold = false
    private var ids: Set<String> = []
    private var doneItems: [[UInt8]] = []
    private var summary: AnswerSummary?

    mutating func read(_ event: StreamEvent) throws {
        try require(!isOver, "nothing comes behind the end")
        let object = try Grammar.reader(event)
        let type = try require(object.string("type"), "an event has a type")
        try require(event.name == type, "the event's name is its type")
        try require(object.integer("sequence_number") == sequence, "sequence numbers count from 0")
        sequence += 1
        if !isStarted { try require(type == "response.created", "response.created comes first") }
        switch type {
        case "response.created":
            try require(!isStarted, "there is one response.created")
            isStarted = true
            try require(object.value("response")?.string("id")?.hasPrefix("resp_") == true, "ids begin with resp_")
        case "response.in_progress":
            try require(!isInProgress && sequence == 2, "in_progress comes once, behind created")
            isInProgress = true
        case "response.completed", "response.incomplete", "response.failed":
            try end(try require(object.value("response"), "the end has a response"), type)
        default: try readItem(object, type)
        }
    }

    private mutating func end(_ response: JSONReader, _ type: String) throws {
        isOver = true
        if type != "response.failed" {
            try require(openItem == nil, "every item is done before the end")
            let output = response.list("output").map(\.text)
            try require(output == doneItems, "the end repeats the items as they were done")
        }
        try require("response." + (response.string("status") ?? "") == type, "the status is the event's")
        summary = try Self.summary(response: response)
    }

    private mutating func readItem(_ object: JSONReader, _ type: String) throws {
        try require(isInProgress, "in_progress comes before the items")
        try require(object.integer("output_index") == items, "output_index counts the items, not below 0")
        switch type {
        case "response.output_item.added":
            try require(openItem == nil, "an item is done before the next")
            let item = try require(object.value("item"), "there is an item")
            let id = try require(item.string("id"), "an item has an id")
            try require(id != item.string("call_id"), "item ids are not call ids")
            try require(ids.insert(id).inserted, "each item has an id of its own")
            openItem = (try require(item.string("type"), "an item has a type"), id)
            parts = 0
            (told, isTold) = ("", false)
            return
        case "response.output_item.done":
            let item = try require(object.value("item"), "there is an item")
            try require(item.string("id") == openItem?.id, "the open item is done")
            try require(openPart == nil, "its parts are done before it")
            if let arguments = item.string("arguments") ?? item.string("input") {
                try require(arguments == told && isTold, "the done item repeats the deltas, behind their done event")
            } else {
                try require((item.list("content") + item.list("summary")).count == parts, "the done item has the parts that were told")
            }
            openItem = nil
            items += 1
            doneItems.append(item.text)
            return
        default: break
        }
        try require(object.string("item_id") == openItem?.id, "\(type) belongs to the open item")
        try readPart(object, type)
    }

    /// The type of item and the type of part that an event belongs into.
    private static let places: [(prefix: String, item: String, part: String?)] = [
        ("response.output_text.", "message", "output_text"), ("response.refusal.", "message", "refusal"),
        ("response.content_part.", "message", nil), ("response.reasoning_summary_text.", "reasoning", "summary_text"),
        ("response.reasoning_summary_part.", "reasoning", nil), ("response.function_call_arguments.", "function_call", nil),
        ("response.custom_tool_call_input.", "custom_tool_call", nil),
    ]

    private mutating func readPart(_ object: JSONReader, _ type: String) throws {
        let place = try require(Self.places.first { type.hasPrefix($0.prefix) }, "an unknown event \(type)")
        try require(openItem?.type == place.item, "\(type) belongs into a \(place.item)")
        if let part = place.part { try require(openPart == part, "\(type) belongs into a part \(part)") }
        let isSummary = type.hasPrefix("response.reasoning_summary")
        if !type.contains("call") {
            try require(object.integer(isSummary ? "summary_index" : "content_index") == parts, "parts count from 0")
        }
        switch type {
        case "response.content_part.added", "response.reasoning_summary_part.added":
            try require(openPart == nil, "a part is done before the next")
            openPart = try require(object.value("part")?.string("type"), "a part has a type")
            (told, isTold) = ("", false)
        case "response.output_text.delta", "response.refusal.delta", "response.reasoning_summary_text.delta":
            try require(!isTold, "no delta comes behind done")
            told += try require(object.string("delta"), "there is a delta")
        case "response.output_text.done", "response.refusal.done", "response.reasoning_summary_text.done":
            try require(object.string("text") ?? object.string("refusal") == told, "done repeats the deltas")
            isTold = true
        case "response.content_part.done", "response.reasoning_summary_part.done":
            let part = try require(object.value("part"), "there is a part")
            try require(part.string("text") ?? part.string("refusal") == told && isTold, "the part repeats the deltas, behind done")
            try require(part.string("type") == openPart, "the open part is done")
            openPart = nil
            parts += 1
        case "response.output_text.annotation.added": try require(object.value("annotation") != nil, "there is an annotation")
        case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta":
            try require(!isTold, "no delta comes behind done")
            told += try require(object.string("delta"), "there is a delta")
        case "response.function_call_arguments.done", "response.custom_tool_call_input.done":
            try require(object.string("arguments") ?? object.string("input") == told, "done repeats the deltas")
            isTold = true
        default: throw GrammarViolation("an unknown event \(type)")
        }
    }

    func end() throws -> AnswerSummary {
        try require(summary, "the stream has an end")
    }

    // MARK: Whole answers

    static func summary(response: JSONReader) throws -> AnswerSummary {
        var summary = AnswerSummary()
        try require(response.string("object") == "response", "the object is a response")
        try require(response.string("model") == ExpectedAnswer.model, "the model is the one that the client asked for")
        try require(ExpectedAnswer.isTime(response.integer("created_at")), "created_at is the time")
        for item in response.list("output") { try read(item, into: &summary) }
        switch response.string("status") {
        case "completed": summary.ending = summary.calls.isEmpty ? .stop : .calls
        case "incomplete":
            let reason = response.value("incomplete_details")?.string("reason")
            try require(reason == "max_output_tokens" || reason == "content_filter", "incomplete has a reason")
            summary.ending = reason == "content_filter" ? .filtered : .length
        case "failed":
            let error = try require(response.value("error"), "failed has an error")
            try require(error.string("code") != nil, "an error has a code")
            summary.ending = .failed(try require(error.string("message"), "an error has a message"))
            return summary
        default: throw GrammarViolation("an unknown status")
        }
        let usage = try require(response.value("usage"), "there is a usage")
        summary.input = try require(usage.integer("input_tokens"), "the usage has input_tokens")
        summary.cacheRead = try require(usage.value("input_tokens_details")?.integer("cached_tokens"), "and cached_tokens")
        summary.output = try require(usage.integer("output_tokens"), "the usage has output_tokens")
        return summary
    }

    private static func read(_ item: JSONReader, into summary: inout AnswerSummary) throws {
        let id = try require(item.string("id"), "an item has an id")
        switch item.string("type") {
        case "message":
            for part in item.list("content") {
                summary.text += part.string("text") ?? ""
                summary.refusal += part.string("refusal") ?? ""
            }
        case "reasoning":
            for part in item.list("summary") { summary.reasoning += try require(part.string("text"), "a summary has text") }
            if let signature = item.string("encrypted_content") { summary.signatures.append(signature) }
        case "function_call", "custom_tool_call":
            let callID = try require(item.string("call_id"), "a call has a call_id")
            try require(callID != id, "item ids are not call ids")
            let arguments = try require(item.string("arguments") ?? item.string("input"), "arguments are a text")
            let name = try require(item.string("name"), "a call has a name")
            summary.calls.append(.init(id: callID, name: name, arguments: arguments))
        default: throw GrammarViolation("an unknown item")
        }
    }
}
