import ArgumentParser
import Logging
import NIOCore
import Relay
import ServiceLifecycle
import Shim
import SystemPackage
import SystemSupport

/// Lends a shim's way to Argo, whatever that is: one login serves both.
struct RelayProvider: Sendable {
    let server: ShimServer
    let connector: any UpstreamConnector
    let keys: any RelayKeySource
    /// Argo's name, which a relay's target must carry.
    let upstreamName: String
    let logger: Logger

    /// The relay's door on this shim's event loop. Every user of the way waits for a tunnel that is being built as the shim's requests do.
    func relayServer() -> RelayServer {
        let (connector, logger) = (connector, logger)
        return RelayServer(target: RelayTarget(host: upstreamName, port: 443), keys: keys) { eventLoop, initializer in
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
    func lend(address: String, port: Int) async throws(RelayListenError) -> RelayHandle {
        let relayServer = relayServer()
        let listener = try await RelayListener(address: address, port: port, relayServer: relayServer, on: server.eventLoop)
        return RelayHandle(relayServer: relayServer, listener: listener, upstreamName: upstreamName)
    }
}

/// A relay that listens, until it is ended.
struct RelayHandle: Service {
    let relayServer: RelayServer
    let listener: RelayListener
    let upstreamName: String

    /// For the person who has asked for it.
    var lines: [String] {
        let address = listener.address.contains(":") ? "[\(listener.address)]" : listener.address
        return ["The relay listens on \(address):\(listener.port) and leads to \(upstreamName):443, for whoever knows the token."]
    }

    func run() async throws {
        // Cancellation means the same: stop now.
        try? await gracefulShutdown()
        await end()
    }

    /// Listens no more, and cuts what goes through it.
    func end() async {
        await listener.close()
        await relayServer.close()
    }
}

/// Where a relay is to listen: an address or the name of a network interface of this machine, with a port or without.
struct RelayBinding: ExpressibleByArgument, Equatable {
    /// Nobody from outside, unless the user says more.
    static let loopback = RelayBinding(place: "127.0.0.1", port: nil)

    /// An address as numbers, or an interface's name.
    let place: String
    /// Nil for the usual one.
    let port: Int?

    init(place: String, port: Int?) {
        self.place = place
        self.port = port
    }

    init?(argument: String) {
        guard let relay = RelayAddress(argument: argument) else { return nil }
        self.init(place: relay.host, port: relay.port)
    }

    /// The port where none is given: two below the shim's own, which is derived from the user's name. The one in between is the tunnel's.
    static func standardPort(shimPort: Int) -> Int { max(0, shimPort - 2) }

    /// Whether it would be open to every network that the machine is in.
    var isEverywhere: Bool { ["0.0.0.0", "::"].contains(place) }

    /// - Parameter interfaces: names and addresses of this machine.
    /// - Returns: the address to listen on.
    /// - Throws: `Advice` for what is neither an address nor an interface.
    func address(among interfaces: [(name: String, address: String)]) throws(Advice) -> String {
        // What is no address is a name.
        if (try? SocketAddress(ipAddress: place, port: 0)) != nil { return place }
        let named = interfaces.filter { $0.name == place }.map(\.address)
        // An interface has several addresses; compute nodes mostly speak IPv4 with the login node. Those that hold for one link need more.
        let address = named.first { !$0.contains(":") } ?? named.first { !$0.lowercased().hasPrefix("fe80") }
        guard let address else {
            let names = Set(interfaces.map(\.name)).sorted().joined(separator: ", ")
            throw Advice(
                "\(place) is neither an address nor a network interface of this machine.", hints: ["It has: \(names)"], exitCode: .usage)
        }
        return address
    }

    /// The names and addresses of this machine.
    static var interfaces: [(name: String, address: String)] {
        // A system that names none has none to choose from.
        ((try? System.enumerateDevices()) ?? []).compactMap { device in
            device.address?.ipAddress.map { (device.name, $0) }
        }
    }
}

extension Advice {
    init(_ error: RelayListenError) {
        switch error {
        case .notAnAddress(let text): self.init("\(text) is not an address of a machine.", exitCode: .usage)
        case .refused(let address, let port, let code):
            self.init(
                "The relay cannot listen on \(address):\(port): \(Errno(rawValue: code).description).",
                hints: ["Say another place: argo-shim relay serve --bind ADDRESS:PORT"])
        }
    }
}
