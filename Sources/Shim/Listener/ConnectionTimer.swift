import NIOCore

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
