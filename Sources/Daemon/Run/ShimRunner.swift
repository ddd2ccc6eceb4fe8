package import Logging
import NIOConcurrencyHelpers
package import ServiceLifecycle
package import Shim
import UnixSignals

/// Runs a shim together with other services until a signal says stop, and something else beside it.
package struct ShimRunner {
    package let server: ShimServer
    /// What the shim stands on; it ends after the shim.
    package var foundations: [any Service] = []
    /// What ends before the shim.
    package var companions: [any Service] = []
    package let logger: Logger
    /// Is told how many answers the end waits for.
    package var whenAnswersWait: @Sendable (Int) -> Void = { _ in }
    /// Is told that nothing is to be waited for.
    package var whenHurried: @Sendable () -> Void = {}

    package init(
        server: ShimServer, foundations: [any Service] = [], companions: [any Service] = [], logger: Logger,
        whenAnswersWait: @escaping @Sendable (Int) -> Void = { _ in }, whenHurried: @escaping @Sendable () -> Void = {}
    ) {
        self.server = server
        self.foundations = foundations
        self.companions = companions
        self.logger = logger
        self.whenAnswersWait = whenAnswersWait
        self.whenHurried = whenHurried
    }
    /// Which signals have ended it.
    let end = ShutdownSignal()

    /// - Parameters:
    ///   - stopsAtEnd: whether the end of `work` ends it all; else only a signal does.
    ///   - work: what is done while the shim serves; it may add services. Its error stops the shim and is thrown.
    package func run(stopsAtEnd: Bool = false, _ work: @escaping @Sendable (ServiceGroup) async throws -> Void) async throws {
        // Trapped before anything runs. The group's own way with signals does not tell which one has come, nor that a second one has.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let services = (foundations + [server] + companions).map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
        let group = ServiceGroup(configuration: .init(services: services, logger: quietLogger))
        let listener = Task { for await signal in signals { await obey(signal, group) } }
        defer { listener.cancel() }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await work(group)
                if stopsAtEnd { await group.triggerGracefulShutdown() }
            } catch {
                await group.triggerGracefulShutdown()
                // The first error is the one to report.
                try? await tasks.waitForAll()
                throw error
            }
            try await tasks.waitForAll()
        }
    }

    /// The first signal lets answers that are under way finish; whoever sends another one does not want to wait for them.
    private func obey(_ signal: UnixSignal, _ group: ServiceGroup) async {
        end.note(signal)
        guard !end.isUrgent else {
            whenHurried()
            return server.closeNow()
        }
        await group.triggerGracefulShutdown()
        if let count = await server.status()?.openRequests, count > 0 { whenAnswersWait(count) }
    }

    /// The lifecycle's own messages are about our insides.
    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}

/// The signals that have told the program to end.
final class ShutdownSignal: Sendable {
    private let signals = NIOLockedValueBox<[UnixSignal]>([])

    func note(_ signal: UnixSignal) {
        signals.withLockedValue { $0.append(signal) }
    }

    /// Whether the first of them was somebody's Ctrl-C.
    var isInterrupt: Bool { signals.withLockedValue { $0.first } == .sigint }
    /// Whether it was told more than once: nothing is waited for then.
    var isUrgent: Bool { signals.withLockedValue { $0.count } > 1 }
}
