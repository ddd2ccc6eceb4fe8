import NIOCore

/// The one timer of a client connection.
///
/// Deadlines move with every byte. Instead of rescheduling each time, the timer fires at the earliest deadline that it was ever told and
/// asks again: a busy connection costs no scheduling at all.
final class ConnectionTimer {
    private let eventLoop: any EventLoop
    private var scheduled: (at: NIODeadline, task: Scheduled<Void>)?
    private let onFire: () -> Void

    init(on eventLoop: any EventLoop, onFire: @escaping () -> Void) {
        self.eventLoop = eventLoop
        self.onFire = onFire
    }

    /// Makes sure that the timer fires at `deadline` or earlier.
    func fire(by deadline: NIODeadline) {
        if let scheduled {
            if scheduled.at <= deadline { return }
            scheduled.task.cancel()
        }
        let task = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
            self?.scheduled = nil
            self?.onFire()
        }
        scheduled = (deadline, task)
    }

    func cancel() {
        scheduled?.task.cancel()
        scheduled = nil
    }
}
