package import Logging
import NIOConcurrencyHelpers
package import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// The loopback proxy: bound when it is made, serving until its service group shuts down.
package final class ShimServer: Service {
    /// The TCP port that it listens on.
    package let port: Int

    let configuration: ShimConfiguration
    let group: MultiThreadedEventLoopGroup
    private let core: NIOLoopBound<ShimCore>
    private let listeners: [any Channel]
    private let models: ModelStore
    private let modelRefresher: ModelRefresher

    /// Binds 127.0.0.1 and, where the machine has it, ::1.
    ///
    /// - Parameters:
    ///   - connector: opens streams to the upstream.
    ///   - tokens: who may come in; nil lets every local program in (`--no-auth`).
    /// - Throws: `ShimError` when the port is taken or cannot be bound.
    package static func start(
        _ configuration: ShimConfiguration, connector: any UpstreamConnector, tokens: (any AccessTokenSource)?, logger: Logger
    ) async throws -> ShimServer {
        // One loop: a proxy for one person's clients is never short of a core, and nothing in it needs a lock.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = LoopbackListener(port: configuration.port, eventLoop: group.next())
        do {
            let box = NIOLockedValueBox<NIOLoopBound<ShimCore>?>(nil)
            let (port, channels) = try await listener.bind { channel in
                guard let core = box.withLockedValue({ $0 }) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture { try ShimServer.addHandlers(to: channel, core: core.value) }
            }
            let models = ModelStore(cache: configuration.modelCache)
            let core = try await group.next().submit {
                let gate = RequestGate(admission: Admission(port: port, tokens: tokens), bodySize: configuration.limits.bodySize)
                let core = ShimCore(
                    on: group.next(), configuration: configuration, gate: gate, connector: connector, models: models, logger: logger,
                    seed: .random(in: .min ... .max))
                return NIOLoopBound(core, eventLoop: group.next())
            }.get()
            box.withLockedValue { $0 = core }
            return ShimServer(
                port: port, configuration: configuration, group: group, core: core, connector: connector, listeners: channels,
                models: models, logger: logger)
        } catch {
            // The group never ran anything that could fail; the error worth telling is the first.
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private init(
        port: Int, configuration: ShimConfiguration, group: MultiThreadedEventLoopGroup, core: NIOLoopBound<ShimCore>,
        connector: any UpstreamConnector, listeners: [any Channel], models: ModelStore, logger: Logger
    ) {
        self.port = port
        self.configuration = configuration
        self.group = group
        self.core = core
        self.listeners = listeners
        self.models = models
        modelRefresher = ModelRefresher(models: models, configuration: configuration, core: core, connector: connector, logger: logger)
    }

    /// The loop that everything runs on; it ends with the server.
    package var eventLoop: any EventLoop { group.next() }

    /// Serves until graceful shutdown is asked for, then lets streams finish within the configured time.
    package func run() async throws {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await self.modelRefresher.run() }
            // Cancellation of the task means the same: stop now.
            try? await gracefulShutdown()
            tasks.cancelAll()
            models.finish()
            // Before the refresher is waited for: what it waits for ends with the connections.
            await closeConnections()
        }
        // There is nothing left to do about a group that does not stop.
        try? await group.shutdownGracefully()
    }

    /// Argo's models as it told us, now or in an earlier run; nil while nothing but the built-in list is known.
    package var knownModels: ModelCatalogue? {
        let models = models.snapshot
        return models.source == .builtIn ? nil : models.catalogue
    }

    /// Argo's models as it tells us in this run, beginning with what it has told already; ends when the server does.
    package func modelUpdates() -> AsyncStream<ModelCatalogue> {
        models.updates()
    }

    /// The way to the upstream has just come up: opens the spare connections, where the configuration wants any, and looks at Argo's list
    /// of models where that has not been seen yet.
    package func routeDidComeUp() {
        let core = core
        if models.snapshot.source != .live { models.refresh() }
        group.next().execute { core.value.argo.pool.prepare() }
    }

    /// Returns when Argo's list of models has been seen in this run, or a look at it has failed, or after a while.
    ///
    /// - Parameter limit: how long it waits at most.
    package func firstLookAtModels(within limit: Duration) async {
        let end = ContinuousClock.now + limit
        while models.isUnread, ContinuousClock.now < end {
            // Who is cancelled here waits no longer.
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return }
        }
    }

    /// Breaks off what is under way, so that a shutdown has nothing to wait for.
    package func closeNow() {
        let core = core
        group.next().execute { core.value.closeAll() }
    }

    /// Looks at Argo's list of models, soon and in the background.
    package func refreshModels() {
        models.refresh()
    }

    /// How it is doing now; nil when it has ended.
    package func status() async -> ServerStatus? {
        let core = core
        // A loop that has ended runs nothing any more.
        return try? await group.next().submit { ServerStatus(core.value, now: .now(), isOverHTTP: false) }.get()
    }

    /// How the services beside Argo are doing; nil when it has ended.
    ///
    /// - Parameter unixTime: now, in seconds since 1970.
    package func providerStatuses(unixTime: Int) async -> [ProviderStatus]? {
        let core = core
        guard let looks = try? await group.next().submit({ core.value.providers.all.map(ProviderStatus.gather) }).get() else { return nil }
        // The files with their keys are looked at on another thread, which ends with the process alone.
        return try? await NIOThreadPool.singleton.runIfActive { looks.map { $0(unixTime) } }
    }

    func closeConnections() async {
        for listener in listeners {
            // It is closed already when this fails.
            try? await listener.close()
        }
        let core = core
        let eventLoop = group.next()
        let promise = eventLoop.makePromise(of: Void.self)
        eventLoop.execute {
            eventLoop.assumeIsolated().scheduleTask(in: core.value.configuration.times.shutdown) { promise.succeed() }
            core.value.shutDown { promise.succeed() }
        }
        // A promise that only succeeds.
        try? await promise.futureResult.get()
        // Runs on a live loop and does not throw.
        let responses = try? await eventLoop.submit {
            core.value.closeAll()
            return core.value.responses
        }.get()
        await responses?.finish()
    }

    private static func addHandlers(to channel: any Channel, core: ShimCore) throws {
        guard let client = core.makeConnection() else {
            channel.close(promise: nil)
            return
        }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 64 * 1024
        limits.maxHeaderListSize = 64 * 1024
        let operations = channel.pipeline.syncOperations
        try operations.addHandler(HTTPResponseEncoder())
        try operations.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)))
        try operations.addHandler(client)
    }
}

/// Why a shim cannot start.
package enum ShimError: Error, Equatable, Sendable {
    /// Somebody else listens on the port.
    case portTaken(address: String, port: Int)
    /// The port may not be used: below 1024 without the right to it, or another reason of the system's.
    case cannotListen(address: String, port: Int, reason: String)
}
