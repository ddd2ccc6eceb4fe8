import Logging
import NIOCore
import Relay
import Shim

/// Lends a shim's way to Argo, whatever that is: one login serves both.
struct Lender: Sendable {
    let server: ShimServer
    let connector: any UpstreamConnector
    let keys: any RelayKeySource
    /// Argo's name, which a relay's target must carry.
    let upstreamName: String
    let logger: Logger

    /// The relay's door on this shim's event loop. Every user of the way waits for a tunnel that is being built as the shim's requests do.
    func door() -> RelayDoor {
        let (connector, logger) = (connector, logger)
        return RelayDoor(target: RelayTarget(host: upstreamName, port: 443), keys: keys) { eventLoop, initializer in
            connector.connect(on: eventLoop, initializer: initializer).flatMapErrorThrowing { error in
                guard let unavailable = error as? UpstreamUnavailable else { throw error }
                throw RelayUnavailable(reason: unavailable.reason, retryAfterSeconds: unavailable.retryAfterSeconds)
            }
        } onRefusal: { line in
            logger.info("the relay turned somebody away", metadata: ["answer": "\(line)"])
        }
    }

    /// Listens for others.
    ///
    /// - Parameters:
    ///   - address: one of this machine's, as numbers.
    ///   - port: 0 for a free one.
    /// - Throws: `RelayListenError`.
    func lend(address: String, port: Int) async throws(RelayListenError) -> Lending {
        let door = door()
        let listener = try await RelayListener(address: address, port: port, door: door, on: server.eventLoop)
        return Lending(door: door, listener: listener, upstreamName: upstreamName)
    }
}
