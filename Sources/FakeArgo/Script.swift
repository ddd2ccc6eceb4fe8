import NIOCore

/// What the server does instead of answering by itself: steps that a test plays for one connection or one request.
///
/// When the steps run out without an end or a close, the exchange stays as it is, silent and open, until the client leaves.
package struct Script: Sendable {
    /// The moment at which a script begins.
    package enum Start: Sendable, Equatable {
        /// When the connection was accepted, before TLS and before any request. Of the steps that write only `raw` has a meaning there,
        /// in plain bytes. When the steps run out, the connection is served as usual.
        case accept
        /// When the head of a request was read; its body may still be on the way.
        case head
        /// When the whole request was read.
        case request
    }

    /// The path that a request must have, without the query; nil matches every request.
    package let path: String?
    /// When the script begins.
    package let start: Start
    /// What is done, in order; each step begins when the bytes of the step before have reached the kernel.
    package let steps: [Step]

    /// The parameters are the properties; `path` is ignored for `accept`.
    package init(path: String? = nil, start: Start = .request, _ steps: [Step]) {
        self.path = path
        self.start = start
        self.steps = steps
    }
}

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

/// Plays the steps of a script one after the other; whoever owns it knows how to do each of them.
final class ScriptPlayer {
    private var steps: CircularBuffer<Step>
    private let eventLoop: any EventLoop
    private let perform: (Step) -> EventLoopFuture<Void>
    private let finish: () -> Void
    private var isStopped = false

    /// - Parameters:
    ///   - perform: does one step that is no `wait` and no `open`; the next one begins when its future is complete.
    ///   - finish: called once when the steps have run out.
    init(
        _ script: Script, on eventLoop: any EventLoop, perform: @escaping (Step) -> EventLoopFuture<Void>,
        finish: @escaping () -> Void
    ) {
        var steps: CircularBuffer<Step> = []
        for step in script.steps {
            if case .trickle(let bytes, let gate) = step {
                for byte in bytes {
                    steps.append(.wait(for: gate))
                    steps.append(.chunk([byte]))
                }
            } else {
                steps.append(step)
            }
        }
        self.steps = steps
        self.eventLoop = eventLoop
        self.perform = perform
        self.finish = finish
    }

    /// Ends the play, because the connection is gone.
    func stop() {
        isStopped = true
        steps = []
    }

    func play() {
        guard !isStopped else { return }
        guard let step = steps.popFirst() else { return finish() }
        let done: EventLoopFuture<Void>
        switch step {
        case .wait(let gate): done = gate.passage().hop(to: eventLoop)
        case .open(let gate):
            gate.open()
            done = eventLoop.makeSucceededVoidFuture()
        default: done = perform(step)
        }
        // By way of the loop, so that a long script does not grow the stack. A step fails only when the connection is gone.
        done.assumeIsolated().whenSuccess { [eventLoop] in eventLoop.assumeIsolated().execute { self.play() } }
    }
}
