import LosslessJSON

/// A response that is ready to be sent.
struct Answer: Sendable, Equatable {
    enum Body: Sendable, Equatable {
        /// A body whose length is told in the head.
        case whole([UInt8])
        /// A body that is streamed piece by piece.
        case pieces([[UInt8]])
    }

    var status: Int
    var headers: [HeaderField]
    var body: Body

    init(_ status: Int, _ headers: [HeaderField], _ body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ value: JSONValue, status: Int = 200) -> Answer {
        Answer(status, [HeaderField("content-type", "application/json")], .whole(value.serialized))
    }

    static func eventStream(_ events: [[UInt8]]) -> Answer {
        let headers = [
            HeaderField("content-type", "text/event-stream; charset=utf-8"),
            HeaderField("cache-control", "no-cache"),
            HeaderField("x-accel-buffering", "no"),
        ]
        return Answer(200, headers, .pieces(events))
    }

    static func text(_ text: String, status: Int, type: String = "text/plain; charset=utf-8") -> Answer {
        Answer(status, [HeaderField("content-type", type)], .whole(Array(text.utf8)))
    }
}

/// One event of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html).
func serverSentEvent(_ name: String?, _ data: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count + 64)
    if let name { bytes.append(contentsOf: "event: \(name)\n".utf8) }
    bytes.append(contentsOf: "data: ".utf8)
    bytes.append(contentsOf: data)
    bytes.append(contentsOf: "\n\n".utf8)
    return bytes
}
