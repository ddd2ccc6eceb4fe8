import Logging
import NIOCore
package import Relay
import ServiceLifecycle
import Shim
import SystemPackage
import SystemSupport
import Tunnel

/// Lends a shim's connection to Argo, of whatever kind: one login serves both.
struct RelayProvider: Sendable {
    let daemon: ShimDaemon
    let server: ShimServer

    /// Argo's name, which a relay's target must carry.
    private var upstreamName: String { daemon.shim.upstreamName }

    /// The relay's door on this shim's event loop. Every user of the way waits for a tunnel that is being built as the shim's requests do.
    func relayServer() -> RelayServer {
        let (connector, logger) = (daemon.path.connector, daemon.logger)
        return RelayServer(target: RelayTarget(host: upstreamName, port: 443), keys: daemon.tokens) { eventLoop, initializer in
            connector.connect(on: eventLoop, initializer: initializer).flatMapErrorThrowing { error in
                guard let unavailable = error as? UpstreamUnavailable else { throw error }
                throw RelayUnavailable(reason: unavailable.reason, retryAfterSeconds: unavailable.retryAfterSeconds)
            }
        } onRefusal: { line in
            logger.info("the relay refused a connection", metadata: ["answer": "\(line)"])
        }
    }

    /// Listens for others.
    ///
    /// - Parameters:
    ///   - address: one of this machine's, as numbers.
    ///   - port: 0 for a free one.
    /// - Throws: `RelayListenError`.
    func lend(address: String, port: Int) async throws(RelayListenError) -> RelayHandle {
        let listener = try await RelayListener(address: address, port: port, relayServer: relayServer(), on: server.eventLoop)
        return RelayHandle(
            listener: listener, words: words(listeningOn: Endpoint(host: listener.address, port: listener.port).description))
    }

    /// For the person who has asked for it.
    func words(listeningOn place: String) -> String {
        "The relay listens on \(place) and connects to \(upstreamName):443, for clients that know your token."
    }
}

/// A relay that listens, until it is ended.
struct RelayHandle: Service {
    let listener: RelayListener
    /// For the person who has asked for it.
    let words: String

    func run() async throws {
        // Cancellation means the same: stop now.
        try? await gracefulShutdown()
        await listener.close()
    }
}

/// Where a relay is to listen: an address or the name of a network interface of this machine, with a port or without.
package struct RelayBinding: Equatable, Sendable {
    /// An address as numbers, or an interface's name.
    package let place: String
    /// Nil for the usual one.
    package let port: Int?

    package init(place: String, port: Int?) {
        self.place = place
        self.port = port
    }

    /// The port where none is given: two below the shim's own, which is derived from the user's name. The one in between is the tunnel's.
    package static func standardPort(shimPort: Int) -> Int { max(0, shimPort - 2) }
}

extension Advice {
    package init(_ error: RelayListenError) {
        switch error {
        case .notAnAddress(let text): self.init("\(text) is not an IP address.", exitCode: .usage)
        case .refused(let address, let port, let code):
            self.init(
                "The relay cannot listen on \(address):\(port): \(Errno(rawValue: code).description).",
                hints: ["Use another address or port: argo-shim relay serve --bind ADDRESS:PORT"])
        }
    }
}
