package import SystemSupport

/// A route that another process has built and keeps up. It is used for as long as it stands, and never built again.
package protocol InheritedRoute: AnyObject, Sendable {
    var facts: InheritedRouteFacts { get }

    var openStreams: Int { get }

    /// Opens a stream to the route's target.
    ///
    /// - Throws: `TunnelError`: why there is none.
    func open() async throws(TunnelError) -> Descriptor

    /// Connects a socket to the route's target, as `SSHTunnel.bridge` does.
    ///
    /// - Parameter descriptor: of a connected stream socket, which the route owns from now on.
    func bridge(_ descriptor: Int32) async throws(TunnelError)

    /// Has it looked at whether the servers still answer.
    func checkLiveness()

    /// Returns when it no longer stands, with the reason.
    func ended() async -> TunnelError

    /// Uses it no longer: `ended` returns.
    ///
    /// - Parameter endsIt: whether nobody else will need it either; else it stands for a while, for whoever comes next.
    func leave(endsIt: Bool)
}

/// What another process needs to know of a route that it is to use.
package struct InheritedRouteFacts: Sendable, Equatable, Codable {
    /// Since when it stands, seconds since 1970.
    package var sinceUnixTime: Int
    /// How often it was built anew before.
    package var reconnections: Int
    /// The hops, counted from 0, that let us in only because a person helped: they have answered the server, or typed a passphrase.
    package var hopsThatTookPerson: Set<Int>
}

extension SSHTunnel {
    /// What there is to hand over.
    package enum Handover: Sendable, Equatable {
        /// This tunnel's own route stands: whoever comes next can use it for as long as `run` runs.
        case own(InheritedRouteFacts)
        /// The route is kept by yet another process, which waits for whoever comes next.
        case kept
        /// There is no route.
        case nothing
    }

    /// Readies the route for another process. From now on it is not built again: where it breaks, `run` returns; and a kept route is left
    /// standing at the end.
    package func handOver() -> Handover {
        let hops = configuration.route.hops.count
        return state.withLock { state in
            guard case .up = state.status.state, !state.hasEnded else { return .nothing }
            if let kept = state.kept {
                guard kept.end == nil else { return .nothing }
                state.isHandedOver = true
                return .kept
            }
            guard state.links.count == hops, state.links.allSatisfy({ $0.end == nil }) else { return .nothing }
            state.isHandedOver = true
            return .own(
                InheritedRouteFacts(
                    sinceUnixTime: state.status.sinceUnixTime, reconnections: state.status.reconnections,
                    hopsThatTookPerson: state.hopsThatTookPerson))
        }
    }

    /// Whether the route is kept by another process.
    package var usesInheritedRoute: Bool { state.withLock { $0.kept.map { $0.end == nil } ?? false } }

    /// Takes over what another process keeps; nobody knows here what a person has told it.
    func adopt(_ route: any InheritedRoute, _ watchers: inout DiscardingTaskGroup) {
        state.withLock { state in
            state.kept = (route, nil)
            state.status.reconnections = route.facts.reconnections
            for hop in route.facts.hopsThatTookPerson { state.memories[hop, default: LoginMemory()].tookPerson = true }
        }
        watchers.addTask {
            let end = await route.ended()
            self.state.withLock { $0.kept?.end = end }
            self.changes.announce()
        }
    }
}

extension SSHTunnel.State {
    /// By index: the hops that another process could not log in to by itself.
    var hopsThatTookPerson: Set<Int> { Set(memories.filter { $0.value.tookPerson || !$0.value.passphrases.isEmpty }.keys) }
}
