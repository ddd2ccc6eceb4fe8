import NIOConcurrencyHelpers
package import NIOCore
import NIOPosix
import SystemSupport

/// Lends the way to one target to whoever proves that they know the token. It does not listen: connections are brought to it.
package final class RelayServer: Sendable {
    /// Opens the way: a channel on this event loop, set up by the initializer. Fails with `RelayUnavailable` where the reason is known.
    package typealias OpenStream =
        @Sendable (_ eventLoop: any EventLoop, _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>)
        -> EventLoopFuture<any Channel>

    private struct State {
        var connections: [ObjectIdentifier: any Channel] = [:]
        var strangers = 0
        var isClosed = false
    }

    let target: RelayTarget
    let limits: RelayLimits
    let keys: any RelayKeySource
    let openStream: OpenStream
    let onRefusal: @Sendable (String) -> Void
    private let state = NIOLockedValueBox(State())

    /// - Parameters:
    ///   - target: the only one that is served.
    ///   - openStream: opens the way there.
    ///   - onRefusal: told, on the event loop, why somebody was turned away: the first line of the answer, and nothing of theirs.
    package init(
        target: RelayTarget, limits: RelayLimits = RelayLimits(), keys: any RelayKeySource, openStream: @escaping OpenStream,
        onRefusal: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.target = target
        self.limits = limits
        self.keys = keys
        self.openStream = openStream
        self.onRefusal = onRefusal
    }

    package var openCount: Int { state.withLockedValue { $0.connections.count } }

    /// Adds what serves a connection to a channel; to be called on its event loop, before its first byte.
    package func admit(_ channel: any Channel) -> EventLoopFuture<Void> {
        let hasRoom = state.withLockedValue { state in
            guard !state.isClosed, state.connections.count < limits.connections, state.strangers < limits.strangers else { return false }
            state.connections[ObjectIdentifier(channel)] = channel
            state.strangers += 1
            return true
        }
        return channel.eventLoop.makeCompletedFuture {
            guard hasRoom else {
                onRefusal(RelayHead.full.firstLine)
                return try channel.pipeline.syncOperations.addHandler(RelayRefusalHandler())
            }
            let handshake = RelayServerHandshake(target: target, nonce: RelayNonce.make())
            try channel.pipeline.syncOperations.addHandler(RelayServerHandshakeHandler(handshake, relayServer: self))
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
}

/// A port of one address, whose connections are brought to a relay.
package struct RelayListener: Sendable {
    private let channel: any Channel
    private let relayServer: RelayServer

    /// - Parameters:
    ///   - address: one of this machine's, as numbers.
    ///   - port: 0 for a free one.
    /// - Throws: `RelayListenError`.
    package init(address: String, port: Int, relayServer: RelayServer, on eventLoop: any EventLoop) async throws(RelayListenError) {
        self.relayServer = relayServer
        let socketAddress: SocketAddress
        do {
            socketAddress = try SocketAddress(ipAddress: address, port: port)
        } catch {
            throw .notAnAddress(address)
        }
        do {
            channel = try await ServerBootstrap(group: eventLoop)
                .serverChannelOption(.backlog, value: 64)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                // A node that has gone without a word gives its place back.
                .childChannelOption(.socketOption(.so_keepalive), value: 1)
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelInitializer { relayServer.admit($0) }
                .bind(to: socketAddress)
                .get()
        } catch let error as IOError {
            throw .refused(address: address, port: port, code: error.errnoCode)
        } catch {
            throw .refused(address: address, port: port, code: 0)
        }
    }

    /// What it listens on, as numbers.
    package var address: String { channel.localAddress?.ipAddress ?? "" }

    package var port: Int { channel.localAddress?.port ?? 0 }

    /// Listens no more, and cuts what goes through the relay.
    package func close() async {
        // It is closed already when this fails.
        try? await channel.close()
        await relayServer.close()
    }
}

/// Why a relay cannot listen.
package enum RelayListenError: Error, Equatable, Sendable {
    case notAnAddress(String)
    /// The code is an `errno`.
    case refused(address: String, port: Int, code: Int32)
}

/// How much strangers can ask of a relay.
package struct RelayLimits: Sendable {
    /// Connections at one time; a shim keeps 32 at most, and a node has several.
    package var connections = 128
    /// Of these, connections on which nothing has been proved yet: strangers shall not take all places.
    package var strangers = 32
    /// How long a connection may take to prove something; three packets each way, over any network.
    package var proofTime = TimeAmount.seconds(10)

    package init() {}
}

/// Knows the tokens that are good now.
package protocol RelayKeySource: Sendable {
    /// - Parameter isRight: compares in constant time.
    /// - Returns: the token for which `isRight` holds; nil where it holds for none.
    func token(where isRight: (String) -> Bool) -> String?
}

/// Why the way that a relay lends cannot be had just now, in words for whoever asked for it.
package struct RelayUnavailable: Error, Equatable, Sendable {
    package let reason: String
    /// After how many seconds another try makes sense.
    package let retryAfterSeconds: Int

    package init(reason: String, retryAfterSeconds: Int) {
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }
}
