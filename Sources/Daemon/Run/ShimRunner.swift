package import Logging
import NIOConcurrencyHelpers
package import ServiceLifecycle
package import Shim
import UnixSignals

/// Runs a shim together with other services until a signal says stop, and something else beside it.
package struct ShimRunner {
    package let server: ShimServer
    /// What the shim stands on; it ends after the shim.
    package let foundations: [any Service]
    /// What ends before the shim.
    package let companions: [any Service]
    package let logger: Logger
    /// Is told how many answers the end waits for.
    var whenAnswersWait: @Sendable (Int) -> Void = { _ in }
    /// Is told that nothing is to be waited for.
    var whenHurried: @Sendable () -> Void = {}
    /// The signals that have told the program to end.
    private let received = NIOLockedValueBox<[UnixSignal]>([])

    package init(server: ShimServer, foundations: [any Service] = [], companions: [any Service] = [], logger: Logger) {
        self.server = server
        self.foundations = foundations
        self.companions = companions
        self.logger = logger
    }

    /// Whether the first signal that ended it was somebody's Ctrl-C.
    var isInterrupted: Bool { received.withLockedValue { $0.first } == .sigint }

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
        let isFirst = received.withLockedValue { received in
            received.append(signal)
            return received.count == 1
        }
        guard isFirst else {
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
