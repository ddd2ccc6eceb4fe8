import NIOCore
import Testing
import Translation

@testable import Shim

/// A request in one dialect for a model that Argo serves in another.
struct ForeignCall: Sendable, CustomTestStringConvertible {
    let client: Dialect
    let model: String
    /// Where Argo is asked.
    let target: APIEndpoint

    var testDescription: String { "\(client) for \(model)" }

    /// Every client with every kind of model that is translated for it.
    static let all: [ForeignCall] = [
        .init(client: .chat, model: "claude-opus-4-8", target: .messages),
        .init(client: .chat, model: "anthropic/claude-sonnet-4-5", target: .messages),
        .init(client: .responses, model: "claude-opus-4-8", target: .messages),
        .init(client: .responses, model: "gemini-2.5-pro", target: .chatCompletions),
        .init(client: .messages, model: "gpt-5.5", target: .responses),
        .init(client: .messages, model: "gpt-4o", target: .chatCompletions),
        .init(client: .messages, model: "o3-mini", target: .responses),
        .init(client: .messages, model: "gemini-3.5-flash", target: .chatCompletions),
        .init(client: .google, model: "claude-opus-4-8", target: .messages),
        .init(client: .google, model: "gpt-5.5", target: .responses),
        .init(client: .google, model: "gpt-4o", target: .chatCompletions),
        .init(client: .google, model: "gemini-2.5-pro", target: .chatCompletions),
    ]

    func path(isStreaming: Bool) -> String {
        switch client {
        case .chat: "/v1/chat/completions"
        case .responses: "/v1/responses"
        case .messages: "/v1/messages"
        case .google: "/v1beta/models/\(model):\(isStreaming ? "streamGenerateContent?alt=sse" : "generateContent")"
        }
    }

    /// A body that says something, with a tool that the words "use the tool look" ask for.
    func body(_ text: String, isStreaming: Bool, members: String = "") -> String {
        let schema = #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#
        let stream = isStreaming ? #""stream":true,"# : ""
        return switch client {
        case .chat:
            #"{\#(stream)"model":"\#(model)","messages":[{"role":"user","content":"\#(text)"}],"tools":[{"type":"function","function":{"name":"look","parameters":\#(schema)}}]\#(members)}"#
        case .responses:
            #"{\#(stream)"model":"\#(model)","input":"\#(text)","tools":[{"type":"function","name":"look","parameters":\#(schema)}]\#(members)}"#
        case .messages:
            #"{\#(stream)"model":"\#(model)","max_tokens":500,"messages":[{"role":"user","content":"\#(text)"}],"tools":[{"name":"look","input_schema":\#(schema)}]\#(members)}"#
        case .google:
            #"{"contents":[{"role":"user","parts":[{"text":"\#(text)"}]}],"tools":[{"functionDeclarations":[{"name":"look","parameters":\#(schema)}]}]\#(members)}"#
        }
    }

    /// What a response says, read by the grammar of the client's dialect.
    func summary(_ response: RawResponse, isStreaming: Bool) throws -> AnswerSummary {
        try ExpectedAnswer.$model.withValue(model) {
            try ExpectedAnswer.$time.withValue(nil) {
                guard isStreaming else { return try Grammar.summary(ofBody: response.body, in: client) }
                return try Grammar.summary(ofStream: Self.events(response.body), in: client)
            }
        }
    }

    static func events(_ bytes: [UInt8]) -> [StreamEvent] {
        var splitter = EventSplitter(maximumEventBytes: 1 << 20)
        splitter.receive(ByteBuffer(bytes: bytes))
        var events: [StreamEvent] = []
        while let event = splitter.next() {
            if event.hasData, event.name != "ping" { events.append(StreamEvent(name: event.name, data: event.data)) }
        }
        return events
    }
}
