package import NIOCore

/// The other side of a relay: asks for the way, on a connection that somebody has made to it.
package enum RelayClient {
    /// How long a relay may take: it waits up to 20 s for a tunnel that is being built.
    package static let patience = TimeAmount.seconds(30)

    /// Asks for the way to a target; to be called on the connection's event loop.
    ///
    /// - Parameters:
    ///   - channel: a connection to the relay on which nothing was said yet. It is closed where this fails.
    ///   - token: proves who we are, and never leaves this process.
    ///   - initializer: adds the handlers of what goes through the way.
    /// - Returns: done when the way is open and the handlers are there; else it fails with `RelayRefusal`.
    package static func open(
        _ channel: any Channel, to target: RelayTarget, token: String,
        initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<Void> {
        let handshake = RelayClientHandshake(target: target, clientNonce: RelayNonce.make(), token: token)
        let onEnd = channel.eventLoop.makePromise(of: Void.self)
        let handler = HandshakeHandler(handshake, limit: patience, onEnd: onEnd, initializer: initializer)
        do {
            try channel.pipeline.syncOperations.addHandler(handler)
        } catch {
            // It was closed before anything could be asked.
            onEnd.fail(RelayRefusal.notRelay)
        }
        return onEnd.futureResult
    }
}

/// The one host and port that a relay lends the way to.
package struct RelayTarget: Sendable, Equatable {
    /// A name, in ASCII.
    package let host: String
    /// 1...65535.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// RFC 9110, section 7.2: `host:port`.
    var authority: String { "\(host):\(port)" }
}

/// Why a relay opens no way.
package enum RelayRefusal: Error, Equatable, Sendable {
    /// Whoever answers there does not speak as a relay does, or does not know the token itself.
    case notRelay
    /// The relay has another token.
    case unproven
    /// In the relay's words.
    case refused(reason: String, retryAfterSeconds: Int)
    /// It did not answer in time.
    case timedOut(seconds: Int)
}
