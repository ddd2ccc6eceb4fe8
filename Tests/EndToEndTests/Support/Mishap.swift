import FakeArgo
import Testing

/// Something that goes wrong upstream once, and that Claude Code gets over when the shim passes it on rightly.
struct Mishap: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let steps: [Step]

    private init(_ description: String, _ steps: [Step]) {
        testDescription = description
        self.steps = steps
    }

    static let all = [
        Mishap(
            "an error as the first event of a 200",
            [.streamHead, .event("error", error("api_error", "Internal server error")), .end]),
        Mishap("overload as the first event of a 200", [.streamHead, .event("error", error("overloaded_error", "Overloaded")), .end]),
        Mishap(
            "an error as the body of a 200",
            [.head(200, [HeaderField("content-type", "application/json")]), .chunk(error("api_error", "Internal server error")), .end]),
        Mishap("rubbish as the body of a 200", [.head(200, [HeaderField("content-type", "text/html")]), .chunk("<html>"), .end]),
        Mishap("a quota in a 500", [.head(500), .chunk(#"{"error":{"message":"429 RESOURCE_EXHAUSTED. Quota exceeded"}}"#), .end]),
        Mishap(
            "a limit with a time to wait",
            [.head(429, [HeaderField("retry-after", "1")]), .chunk(error("rate_limit_error", "Too many requests")), .end]),
        Mishap("nginx's own page", [.head(502, [HeaderField("content-type", "text/html")]), .chunk("<html>502 Bad Gateway</html>"), .end]),
        Mishap("a stream that is cut", [.streamHead] + half + [.truncate]),
        Mishap("a stream that is reset", [.streamHead] + half + [.reset]),
        Mishap("a stream that ends as if it were complete", [.streamHead] + half + [.end]),
        Mishap(
            "overload in the middle of a stream",
            [.streamHead] + half + [.event("error", error("overloaded_error", "Overloaded")), .end]),
        Mishap("a connection that is closed without an answer", [.truncate]),
    ]

    private static func error(_ type: String, _ message: String) -> String {
        #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"}}"#
    }

    /// An answer that begins well.
    private static let half: [Step] = [
        .event(
            "message_start",
            #"{"type":"message_start","message":{"id":"msg_vrtx_01half","type":"message","role":"assistant","model":"claude-opus-5","#
                + #""content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}"#),
        .event("content_block_start", #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#),
        .event("content_block_delta", #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"half an ans"}}"#),
    ]
}
