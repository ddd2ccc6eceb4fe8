import Testing

@testable import FakeArgo

/// The order of events in an Anthropic stream.
enum MessagesGrammar {
    static func check(_ events: [TestEvent]) throws {
        var open: Int?
        var next = 0
        var hasStarted = false
        var hasDelta = false
        var hasStopped = false
        for event in events {
            let json = try event.json()
            #expect(json["type"]?.string == event.name)
            #expect(!hasStopped)
            switch event.name {
            case "message_start":
                #expect(!hasStarted)
                hasStarted = true
            case "ping": #expect(hasStarted)
            case "content_block_start":
                #expect(hasStarted && !hasDelta && open == nil)
                #expect(json["index"]?.integer == next)
                open = next
                next += 1
            case "content_block_delta": #expect(open != nil && json["index"]?.integer == open)
            case "content_block_stop":
                #expect(open != nil && json["index"]?.integer == open)
                open = nil
            case "message_delta":
                #expect(open == nil && !hasDelta)
                #expect(json["delta"]?["stop_reason"]?.string != nil)
                #expect(json["usage"]?["output_tokens"]?.integer != nil)
                hasDelta = true
            case "message_stop":
                #expect(hasDelta)
                hasStopped = true
            default: Issue.record("unexpected event \(event.name ?? "without a name")")
            }
        }
        #expect(hasStopped)
    }

    /// The pieces of one kind of delta, put together.
    static func joined(_ events: [TestEvent], _ member: String) throws -> String {
        try events.compactMap { try $0.json()["delta"]?[member]?.string }.joined()
    }

    static func text(_ events: [TestEvent]) throws -> String {
        try joined(events, "text")
    }
}
