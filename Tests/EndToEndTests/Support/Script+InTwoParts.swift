import FakeArgo

extension Script {
    /// A chat stream whose first event has the text `first`, and whose second, `second`, waits for a gate.
    static func inTwoParts(_ gate: Gate) -> Script {
        let event = { (text: String) in
            #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"#
        }
        return Script(
            path: "/argoapi/v1/chat/completions",
            [.streamHead, .event(nil, event("first")), .wait(for: gate), .event(nil, event("second")), .event(nil, "[DONE]"), .end])
    }
}
