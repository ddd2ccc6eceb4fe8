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

/// The order of chunks in a stream of Chat Completions.
enum ChatGrammar {
    static func check(_ events: [TestEvent], isAzure: Bool = true, includesUsage: Bool = false) throws {
        var events = events[...]
        #expect(events.allSatisfy { $0.name == nil })
        #expect(events.popLast()?.data == "[DONE]")
        if isAzure {
            let first = try #require(try events.popFirst()?.json())
            #expect(first["choices"]?.elements.isEmpty == true)
            #expect(first["prompt_filter_results"]?.elements.count == 1)
        }
        if includesUsage {
            let last = try #require(try events.popLast()?.json())
            #expect(last["choices"]?.elements.isEmpty == true)
            #expect(last["usage"]?["completion_tokens"]?.integer != nil)
        }
        let chunks = try events.map { try #require(try $0.json()["choices"]?.elements.first) }
        #expect(chunks.first?["delta"]?["role"]?.string == "assistant")
        #expect(chunks.dropLast().allSatisfy { $0["finish_reason"] == nil })
        #expect(chunks.last?["finish_reason"]?.string != nil)
        #expect(chunks.last?["delta"]?.memberNames.isEmpty == true)
    }

    static func text(_ events: [TestEvent]) throws -> String {
        try events.filter { $0.data != "[DONE]" }.compactMap {
            try $0.json()["choices"]?.elements.first?["delta"]?["content"]?.string
        }.joined()
    }
}
