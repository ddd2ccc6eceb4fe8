import NIOConcurrencyHelpers
package import NIOCore

/// Lends the way to one target to whoever proves that they know the token. It does not listen: connections are brought to it.
package final class RelayDoor: Sendable {
    /// Opens the way: a channel on this event loop, set up by the initializer. Fails with `RelayUnavailable` where the reason is known.
    package typealias Way =
        @Sendable (_ eventLoop: any EventLoop, _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>) ->
        EventLoopFuture<
            any Channel
        >

    private struct State {
        var connections: [ObjectIdentifier: any Channel] = [:]
        var strangers = 0
        var isClosed = false
    }

    let target: RelayTarget
    let limits: RelayLimits
    let keys: any RelayKeySource
    let way: Way
    private let onRefusal: @Sendable (String) -> Void
    private let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - target: the only one that is served.
    ///   - way: leads there.
    ///   - onRefusal: told, on the event loop, why somebody was turned away: the first line of the answer, and nothing of theirs.
    package init(
        target: RelayTarget, limits: RelayLimits = RelayLimits(), keys: any RelayKeySource, way: @escaping Way,
        onRefusal: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.target = target
        self.limits = limits
        self.keys = keys
        self.way = way
        self.onRefusal = onRefusal
    }

    /// Connections that are open now.
    package var openCount: Int { state.withLockedValue { $0.connections.count } }

    /// Adds what serves a connection to a channel; to be called on its event loop, before its first byte.
    package func admit(_ channel: any Channel) -> EventLoopFuture<Void> {
        let hasRoom = state.withLockedValue { state in
            guard !state.isClosed, state.connections.count < limits.connections, state.strangers < limits.strangers else { return false }
            state.connections[ObjectIdentifier(channel)] = channel
            state.strangers += 1
            return true
        }
        guard hasRoom else {
            let refusal = RelayReply.refusal(.full)
            refused(refusal)
            return channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(RelayRefusalHandler(refusal.bytes))
            }
        }
        return channel.eventLoop.makeCompletedFuture {
            var generator = SystemRandomNumberGenerator()
            let gate = RelayGate(target: target, nonce: RelayNonce.make(using: &generator))
            try channel.pipeline.syncOperations.addHandler(RelayGateHandler(gate, door: self))
        }
    }

    /// Somebody has proved that they belong here.
    func didProve() { state.withLockedValue { $0.strangers -= 1 } }

    /// Cuts every connection, and takes no more.
    package func close() async {
        let open = state.withLockedValue { state in
            state.isClosed = true
            return Array(state.connections.values)
        }
        for channel in open {
            // It may just have closed by itself.
            try? await channel.close()
        }
    }

    /// - Parameter wasProved: whether `didProve` was called for it.
    func didClose(_ channel: any Channel, wasProved: Bool) {
        state.withLockedValue { state in
            state.connections[ObjectIdentifier(channel)] = nil
            if !wasProved { state.strangers -= 1 }
        }
    }

    func refused(_ reply: RelayHead) { onRefusal(reply.firstLine) }
}
