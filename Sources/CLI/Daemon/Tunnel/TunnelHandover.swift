import Logging
import NIOConcurrencyHelpers
import SystemSupport
import Tunnel

/// Leaves the tunnel of a shim that is to end to the shim that comes after it.
final class TunnelHandover: Sendable {
    /// What becomes of the tunnel when the shim has ended.
    enum Outcome: Equatable {
        /// This process keeps it.
        case kept
        /// It is kept by another process already, which waits for the next shim.
        case left
        /// It ends with the shim.
        case none
    }

    private let tunnel: SSHTunnel
    private let route: String
    private let seat: InstanceSeat
    private let places: [SocketPlace]
    private let logger: Logger
    private let keeper = NIOLockedValueBox<TunnelKeeper?>(nil)

    /// - Parameters:
    ///   - route: where the tunnel leads, and how.
    ///   - seat: the shim's place, which the next one needs.
    init(_ tunnel: SSHTunnel, route: String, seat: InstanceSeat, places: [SocketPlace], logger: Logger) {
        self.tunnel = tunnel
        self.route = route
        self.seat = seat
        self.places = places
        self.logger = logger
    }

    /// Decides, before the shim ends, what becomes of the tunnel then.
    ///
    /// - Parameter route: what the next shim wants.
    func prepare(for route: String) -> Outcome {
        guard route == self.route else { return .none }
        return keeper.withLockedValue { keeper in
            guard keeper == nil else { return .kept }
            // Before a socket is made, which would take the place of that process's own.
            if tunnel.usesKeptRoute { return tunnel.handOver() == .kept ? .left : .none }
            guard let socket = ControlSocket.first(of: places) else { return .none }
            guard case .own(let facts) = tunnel.handOver() else {
                socket.remove()
                return .none
            }
            keeper = TunnelKeeper(tunnel, facts, route: route, socket: socket, logger: logger)
            return .kept
        }
    }

    /// Keeps the tunnel, where that was prepared, until nobody needs it any more; to be called when the shim has ended.
    func run() async {
        guard let keeper = keeper.withLockedValue({ $0 }) else { return }
        seat.leave()
        await keeper.run()
    }

    /// The tunnel ends with the shim after all.
    func abandon() {
        let abandoned = keeper.withLockedValue { keeper in
            defer { keeper = nil }
            return keeper
        }
        abandoned?.socket.remove()
    }

    /// The route is no more.
    func routeDidBreak(_ error: TunnelError) { keeper.withLockedValue { $0 }?.didBreak(error) }
}

extension TunnelRoute {
    /// Where it leads, and over whom: two processes that mean the same route say the same.
    var identity: String { (hops.map { "\($0.user)@\($0.address)" } + [target.description]).joined(separator: " ") }
}
