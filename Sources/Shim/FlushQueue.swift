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
