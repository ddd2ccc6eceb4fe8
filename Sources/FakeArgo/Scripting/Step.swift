/// One step of a script.
package enum Step: Sendable {
    /// Send a response head. Where the headers bring neither `content-length` nor `transfer-encoding`, the body is sent in chunks.
    case head(Int, [HeaderField] = [])
    /// Send bytes of the body, as one chunk where the body is sent in chunks.
    case chunk([UInt8])
    /// Send bytes of the body one at a time, each when the gate admits it.
    case trickle([UInt8], Gate)
    /// Send bytes as they are, without any framing: a test's way to speak broken HTTP.
    case raw([UInt8])
    /// Wait until the gate lets this step pass.
    case wait(for: Gate)
    /// Open a gate: everything before has reached the kernel, which is what a test may wait for.
    case open(Gate)
    /// Complete the response. Steps behind it still belong to this exchange, such as closing an idle connection.
    case end
    /// Answer the request by itself, as if there were no script; the request's body is waited for.
    case answer
    /// Close the connection where it stands. With TLS the peer gets a close_notify before the FIN.
    case close
    /// Close the TCP connection with a FIN and, with TLS, without a close_notify: a truncation (RFC 8446, section 6.1).
    case truncate
    /// Break the TCP connection with a RST (SO_LINGER of 0 seconds).
    case reset
    /// Read nothing more from the connection, so that what the client sends piles up on its side.
    case stopReading
    /// Read on.
    case resumeReading

    /// Text as one chunk of the body.
    package static func chunk(_ text: String) -> Step {
        .chunk(Array(text.utf8))
    }

    /// Text as bytes without any framing.
    package static func raw(_ text: String) -> Step {
        .raw(Array(text.utf8))
    }

    /// One server-sent event as one chunk of the body.
    ///
    /// - Parameters:
    ///   - name: the event's name; nil for none, as the OpenAI dialects have it.
    ///   - data: its data, of one line.
    package static func event(_ name: String? = nil, _ data: String) -> Step {
        .chunk(serverSentEvent(name, Array(data.utf8)))
    }

    /// The head of an event stream.
    package static let streamHead = Step.head(200, [HeaderField("content-type", "text/event-stream; charset=utf-8")])
}
