import Testing

@testable import FakeArgo

/// The order of events in a Responses stream.
enum ResponsesGrammar {
    static func check(_ events: [TestEvent], terminal: String = "response.completed") throws {
        #expect(events.first?.name == "response.created")
        #expect(events.dropFirst().first?.name == "response.in_progress")
        #expect(events.last?.name == terminal)
        var open: (index: Int, id: String)?
        var next = 0
        for (number, event) in events.enumerated() {
            let json = try event.json()
            #expect(json["type"]?.string == event.name)
            #expect(json["sequence_number"]?.integer == number)
            switch event.name {
            case "response.output_item.added":
                #expect(open == nil)
                open = (next, try #require(json["item"]?["id"]?.string))
                #expect(json["output_index"]?.integer == next)
                next += 1
            case "response.output_item.done":
                #expect(json["item"]?["id"]?.string == open?.id)
                open = nil
            case "response.created", "response.in_progress", terminal: #expect(open == nil)
            default:
                #expect(json["item_id"]?.string == open?.id)
                #expect(json["output_index"]?.integer == open?.index)
            }
        }
        let output = try #require(try events.last?.json()["response"]?["output"])
        #expect(output.elements.count == next)
    }

    /// The deltas of one kind of event, put together.
    static func joined(_ events: [TestEvent], _ name: String) throws -> String {
        try events.filter { $0.name == name }.compactMap { try $0.json()["delta"]?.string }.joined()
    }
}
