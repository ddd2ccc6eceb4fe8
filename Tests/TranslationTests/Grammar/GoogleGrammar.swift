@testable import SystemSupport
@testable import Translation

struct GoogleGrammar {
    private var summary = AnswerSummary()
    private var isOver = false
    private var id: String?

    mutating func read(_ event: StreamEvent) throws {
        try require(event.name.isEmpty, "Google's events have no names")
        try read(try Grammar.reader(event))
    }

    mutating func read(_ response: JSONReader) throws {
        try require(!isOver, "nothing comes behind the end")
        if let error = response.value("error") {
            try require(error.integer("code") != nil && error.string("status") != nil, "an error has a code and a status")
            summary.ending = .failed(try require(error.string("message"), "an error has a message"))
            isOver = true
            return
        }
        try require(response.string("modelVersion") == ExpectedAnswer.model, "the model is the one that the client asked for")
        let responseID = try require(response.string("responseId"), "a response has an id")
        try require(id == nil || id == responseID, "the id stays the same")
        id = responseID
        let candidate = try require(response.list("candidates").first, "there is a candidate")
        let content = try require(candidate.value("content"), "a candidate has a content")
        try require(content.string("role") == "model", "the content is the model's")
        for part in content.list("parts") { try read(part: part) }
        if let usage = response.value("usageMetadata") {
            summary.input = try require(usage.integer("promptTokenCount"), "the usage has promptTokenCount")
            let thoughts = try require(usage.integer("thoughtsTokenCount"), "the usage has thoughtsTokenCount")
            summary.output = try require(usage.integer("candidatesTokenCount"), "the usage has candidatesTokenCount") + thoughts
            summary.cacheRead = usage.integer("cachedContentTokenCount") ?? 0
            try require(usage.integer("totalTokenCount") == summary.input + summary.output, "the total is the sum")
        }
        if let reason = candidate.string("finishReason") {
            isOver = true
            switch reason {
            case "STOP": summary.ending = summary.calls.isEmpty ? .stop : .calls
            case "MAX_TOKENS": summary.ending = .length
            case "SAFETY": summary.ending = .filtered
            default: throw GrammarViolation("an unknown finishReason \(reason)")
            }
        }
    }

    private mutating func read(part: JSONReader) throws {
        if let signature = part.string("thoughtSignature") {
            try require(Base64.decodeAny(signature) != nil, "a signature is base64")
            summary.signatures.append(signature)
        }
        if part.value("thought")?.bool == true {
            summary.reasoning += part.string("text") ?? ""
        } else if let call = part.value("functionCall") {
            let arguments = try require(call.value("args"), "a call has args")
            try require(arguments.isObject, "args are an object")
            let id = try require(call.string("id"), "a call has an id")
            let name = try require(call.string("name"), "a call has a name")
            summary.calls.append(.init(id: id, name: name, arguments: String(decoding: arguments.text, as: UTF8.self)))
        } else {
            summary.text += try require(part.string("text"), "a part says something")
        }
    }

    func end() throws -> AnswerSummary {
        try require(isOver, "the stream has an end")
        return summary
    }
}
