import NIOConcurrencyHelpers
import NIOPosix
import SystemSupport

/// Takes connections one after the other, and serves a bounded number of them at one time.
struct AcceptLoop<Connection: Sendable>: Sendable {
    /// Connections that are served at one time; one more is turned away.
    private let limit: Int
    private let next: @Sendable (Interruption) -> Connection?
    private let turnAway: @Sendable (Connection) -> Void
    /// Ends the wait for a connection; those that are served may wait with it, too.
    let interruption = Interruption()
    private let servedCount = NIOLockedValueBox(0)

    /// - Parameters:
    ///   - limit: how many are served at one time.
    ///   - next: waits for a connection, on a thread that may block; nil after the interruption.
    ///   - turnAway: gets rid of one that is too many, where dropping it does not.
    init(
        limit: Int, next: @escaping @Sendable (Interruption) -> Connection?,
        turnAway: @escaping @Sendable (Connection) -> Void = { _ in }
    ) {
        self.limit = limit
        self.next = next
        self.turnAway = turnAway
    }

    /// Returns when the task is cancelled, and everybody has been served.
    func run(serve: @escaping @Sendable (Connection) async -> Void) async {
        await withTaskCancellationHandler {
            await takeAll(serve)
        } onCancel: {
            interruption.trigger()
        }
    }

    private func takeAll(_ serve: @escaping @Sendable (Connection) async -> Void) async {
        // It waits for connections and does nothing else.
        await NIOThreadPool.withOwnThread { thread in
            await withDiscardingTaskGroup { connections in
                // It fails only when the thread has been ended, which happens behind this.
                while let connection = try? await thread.runIfActive({ next(interruption) }) {
                    guard takePlace() else {
                        turnAway(connection)
                        continue
                    }
                    connections.addTask {
                        await serve(connection)
                        servedCount.withLockedValue { $0 -= 1 }
                    }
                }
            }
        }
    }

    private func takePlace() -> Bool {
        servedCount.withLockedValue { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }
}

extension NIOThreadPool {
    /// Runs something that has a thread of its own for calls that block.
    static func withOwnThread<Result>(_ body: (NIOThreadPool) async -> Result) async -> Result {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let result = await body(thread)
        // Nothing is left for the thread to do.
        try? await thread.shutdownGracefully()
        return result
    }
}
