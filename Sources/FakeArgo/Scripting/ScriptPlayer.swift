import NIOCore

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
