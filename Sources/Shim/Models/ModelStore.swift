import Logging
import LosslessJSON
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import SystemSupport
import TokenSync

/// Where a list of models comes from: Argo just now, Argo in an earlier run, or this program.
package enum ModelSource: String, Sendable {
    case live, cached
    case builtIn = "built-in"
}

/// The models that Argo has: as it told us last, as it told us in an earlier run, or as they were known when this was written.
final class ModelStore: Sendable {
    struct State: Sendable {
        var catalogue = ModelCatalogue.builtIn
        var source = ModelSource.builtIn
        /// Why the last look at Argo's list failed; nil after one that worked.
        var failure: String?
    }

    private struct Listeners {
        var continuations: [AsyncStream<ModelCatalogue>.Continuation] = []
        var isFinished = false
    }

    private let state: NIOLockedValueBox<State>
    private let listeners = NIOLockedValueBox(Listeners())
    private let refreshRequests: AsyncStream<Void>.Continuation
    /// One element for each wish to look again; wishes that come together are one.
    let refreshes: AsyncStream<Void>

    /// - Parameter cache: what an earlier run saw; one that cannot be read, or no longer as a list, is as good as none.
    init(cache: StateFile?) {
        var state = State()
        if let bytes = try? cache?.load(), let catalogue = try? ModelCatalogue(modelsReply: bytes) {
            state = State(catalogue: catalogue, source: .cached)
        }
        self.state = NIOLockedValueBox(state)
        (refreshes, refreshRequests) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var snapshot: State { state.withLockedValue { $0 } }
    var catalogue: ModelCatalogue { state.withLockedValue { $0.catalogue } }
    /// Whether no look at Argo's list has ended yet.
    var isUnread: Bool { state.withLockedValue { $0.source != .live && $0.failure == nil } }

    /// Asks for another look at Argo's list, soon and in the background.
    func refresh() {
        refreshRequests.yield()
    }

    /// Argo's lists of this run as they come, beginning with the one that is known already; one that nobody took gives way to the next.
    func updates() -> AsyncStream<ModelCatalogue> {
        let (updates, continuation) = AsyncStream.makeStream(of: ModelCatalogue.self, bufferingPolicy: .bufferingNewest(1))
        // One lock around the look and the entry: a list that comes meanwhile is neither missed nor overtaken by an older one.
        listeners.withLockedValue { listeners in
            let known = snapshot
            if known.source == .live { continuation.yield(known.catalogue) }
            if listeners.isFinished { continuation.finish() } else { listeners.continuations.append(continuation) }
        }
        return updates
    }

    /// Takes over what Argo has just told us.
    func update(_ catalogue: ModelCatalogue) {
        listeners.withLockedValue { listeners in
            state.withLockedValue { $0 = State(catalogue: catalogue, source: .live, failure: nil) }
            for continuation in listeners.continuations { continuation.yield(catalogue) }
        }
    }

    func fail(_ reason: String) {
        state.withLockedValue { $0.failure = reason }
    }

    func finish() {
        refreshRequests.finish()
        listeners.withLockedValue { listeners in
            listeners.isFinished = true
            for continuation in listeners.continuations { continuation.finish() }
        }
    }
}

/// Keeps the store's models those that Argo has: looks at start, once a day and whenever somebody asks, and again after a failure.
struct ModelRefresher: Sendable {
    let models: ModelStore
    let configuration: ShimConfiguration
    let core: NIOLoopBound<ShimCore>
    let connector: any UpstreamConnector
    let logger: Logger
    private let nextLook = NIOLockedValueBox<Scheduled<Void>?>(nil)

    /// Runs until its task is cancelled or the store is finished.
    func run() async {
        // A way with a state of its own says when it is up (`ShimServer.routeDidComeUp`); asking before would fail.
        if connector.route == nil { models.refresh() }
        var failures = 0
        for await _ in models.refreshes {
            failures = await refresh() ? 0 : failures + 1
            if Task.isCancelled { return }
            scheduleNext(after: failures == 0 ? configuration.times.modelRefresh : retryDelay(failures))
        }
    }

    private func retryDelay(_ failures: Int) -> TimeAmount {
        let doubled = configuration.times.modelRetry.nanoseconds << min(failures - 1, 20)
        return .nanoseconds(min(doubled, TimeAmount.minutes(5).nanoseconds))
    }

    private func scheduleNext(after delay: TimeAmount) {
        let models = models
        nextLook.withLockedValue { look in
            look?.cancel()
            look = core.eventLoop.scheduleTask(in: delay) { models.refresh() }
        }
    }

    private func refresh() async -> Bool {
        do {
            let core = core
            let reply = try await core.eventLoop.flatSubmit {
                UpstreamFetch.send(Self.request(core.value), to: core.value.argo, timeout: .seconds(30))
            }.get()
            guard reply.status == 200 else { return fail("\(configuration.upstreamName) answered \(reply.status) to /v1/models.") }
            let catalogue = try ModelCatalogue(modelsReply: reply.body)
            // First: whoever sees the new list may count on finding it at the next start.
            do {
                try configuration.modelCache?.save(reply.body)
            } catch {
                logger.warning("cannot save the list of models for the next start", metadata: ["reason": "\(error)"])
            }
            models.update(catalogue)
            return true
        } catch let failure as UpstreamFailure {
            return fail(failure.response(from: .argo, host: configuration.upstreamName).message)
        } catch {
            return fail("\(configuration.upstreamName) answered /v1/models with something that is not a list of models.")
        }
    }

    private static func request(_ core: ShimCore) -> UpstreamRequest {
        let headers = UpstreamHeaders.make(
            from: ["accept": "application/json"], host: core.argo.host, user: core.configuration.policy.user)
        return UpstreamRequest(.GET, Router.prefix + "/v1/models", headers: headers, body: EditedText([]))
    }

    private func fail(_ reason: String) -> Bool {
        models.fail(reason)
        logger.notice("cannot read the list of models", metadata: ["reason": "\(reason)"])
        return false
    }
}
