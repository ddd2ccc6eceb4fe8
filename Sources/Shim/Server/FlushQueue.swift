import NIOCore

/// Flushes what was written while the event loop worked through the readable sockets, when it is done with them. Lives on that loop.
///
/// The peer that the first of these writes wakes is then still awake for the others: to wake one on another core takes as long as the rest
/// of a write (with 16 connections a third of the time that the kernel spent on a request). For one busy connection it is the same as
/// flushing at once. It is for the last bytes of a message; the events of a stream do not wait.
final class FlushQueue {
    private let eventLoop: any EventLoop
    private var waiting: [any Flushable] = []

    init(on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Flushes a connection at the end of this turn of the loop.
    func add(_ connection: any Flushable) {
        waiting.append(connection)
        if waiting.count == 1 { eventLoop.assumeIsolated().execute { self.flush() } }
    }

    private func flush() {
        let connections = waiting
        waiting.removeAll()
        for connection in connections { connection.flushWrites() }
    }
}

/// Who has written something that is to leave with the next flush.
protocol Flushable: AnyObject {
    /// Sends what has been written; does nothing on a connection that is gone.
    func flushWrites()
}

/// The one timer of a client connection.
///
/// Deadlines move with every byte. Instead of rescheduling each time, the timer fires at the earliest deadline that it was ever told and
/// asks again: a busy connection costs no scheduling at all. What is scheduled keeps the connection's handler alive, so that it is to be
/// cancelled when the connection closes; a weak reference would make every other use of the handler slower.
struct ConnectionTimer {
    private var scheduled: (at: NIODeadline, task: Scheduled<Void>)?

    /// Makes sure that the handler's `timerDidFire` is called at `deadline` or earlier.
    mutating func fire(by deadline: NIODeadline, for handler: ClientHandler, on eventLoop: any EventLoop) {
        if let scheduled {
            if scheduled.at <= deadline { return }
            scheduled.task.cancel()
        }
        scheduled = (deadline, eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { handler.timerDidFire() })
    }

    /// The timer has fired, and can be told the next deadline.
    mutating func didFire() {
        scheduled = nil
    }

    mutating func cancel() {
        scheduled?.task.cancel()
        scheduled = nil
    }
}

extension NIODeadline {
    /// The earlier of two moments, either of which may never come.
    static func earlier(_ one: NIODeadline?, _ other: NIODeadline?) -> NIODeadline? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}
