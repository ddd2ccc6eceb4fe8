import NIOConcurrencyHelpers
import SystemSupport
import TokenSync

/// The models that Argo has: as it told us last, as it told us in an earlier run, or as they were known when this was written.
final class ModelStore: Sendable {
    struct State: Sendable {
        var catalogue = ModelCatalogue.builtIn
        var source = Source.builtIn
        /// Why the last look at Argo's list failed; nil after one that worked.
        var failure: String?
    }

    enum Source: String, Sendable {
        case live, cached
        case builtIn = "built-in"
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
