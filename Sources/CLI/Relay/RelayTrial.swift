import NIOCore
import Relay
import ServiceLifecycle
import Shim

/// One try of a relay, before anybody is told of the shim: whoever has named it wants to know at once that it does not work.
struct RelayTrial: Service {
    enum Outcome {
        case open
        /// It cannot be reached, or has no way to Argo now; why, in words for a person.
        case closed(reason: String)
        /// It will not work before somebody acts.
        case refused(Advice)
        /// The program is to end.
        case ended
    }

    private let connector: RelayConnector
    private let onEnd: EventLoopPromise<Void>

    init(_ connector: RelayConnector, on eventLoop: any EventLoop) {
        self.connector = connector
        onEnd = eventLoop.makePromise()
    }

    var place: String { connector.plan.place }

    func run() async throws {
        // Cancellation means the same.
        try? await gracefulShutdown()
        onEnd.fail(CancellationError())
    }

    /// Opens the way and closes it; takes as long as the relay does, 40 s at most.
    func outcome() async -> Outcome {
        connector.open(on: onEnd.futureResult.eventLoop) { $0.eventLoop.makeSucceededVoidFuture() }
            .flatMap { $0.close().recover { _ in } }
            .cascade(to: onEnd)
        do {
            try await onEnd.futureResult.get()
            return .open
        } catch let refusal as RelayRefusal {
            let words = Self.sentence(UpstreamUnavailable(refusal, relay: place).reason)
            switch refusal {
            case .notRelay, .unproven: return .refused(Advice(words, exitCode: .needsLogin))
            case .refused, .timedOut: return .closed(reason: words)
            }
        } catch let unavailable as UpstreamUnavailable {
            return .closed(reason: Self.sentence(unavailable.reason))
        } catch is CancellationError {
            return .ended
        } catch {
            return .closed(reason: "The relay at \(place) cannot be used: \(error).")
        }
    }

    /// Reasons stand in the middle of other sentences.
    private static func sentence(_ reason: String) -> String { reason.prefix(1).uppercased() + reason.dropFirst() }
}
