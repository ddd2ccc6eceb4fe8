import Testing

@testable import FakeArgo

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
