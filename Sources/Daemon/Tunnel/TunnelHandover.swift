import Logging
import NIOConcurrencyHelpers
import SystemSupport
package import Tunnel

/// Leaves the tunnel of a shim that is to end to the shim that comes after it.
struct TunnelHandover: Sendable {
    /// What becomes of the tunnel when the shim has ended.
    enum Outcome: Equatable {
        /// This process keeps it.
        case kept
        /// It is kept by another process already, which waits for the next shim.
        case left
        /// It ends with the shim.
        case none
    }

    let tunnel: SSHTunnel
    /// Where the tunnel leads, and how.
    let route: String
    /// The shim's place, which the next one needs.
    let instanceLock: InstanceLock
    let places: [SocketPlace]
    let logger: Logger
    private let holder = NIOLockedValueBox<TunnelHolder?>(nil)

    /// Decides, before the shim ends, what becomes of the tunnel then.
    ///
    /// - Parameter route: what the next shim wants.
    func prepare(for route: String) -> Outcome {
        guard route == self.route else { return .none }
        return holder.withLockedValue { holder in
            guard holder == nil else { return .kept }
            // Before a socket is made, which would take the place of that process's own.
            if tunnel.usesInheritedRoute { return tunnel.handOver() == .kept ? .left : .none }
            guard let socket = ControlSocket.first(of: places) else { return .none }
            guard case .own(let facts) = tunnel.handOver() else {
                socket.remove()
                return .none
            }
            holder = TunnelHolder(tunnel, facts, route: route, socket: socket, logger: logger)
            return .kept
        }
    }

    /// Keeps the tunnel, where that was prepared, until nobody needs it any more; to be called when the shim has ended.
    func run() async {
        guard let holder = holder.withLockedValue({ $0 }) else { return }
        instanceLock.leave()
        await holder.run()
    }

    /// The tunnel ends with the shim after all.
    func abandon() {
        let abandoned = holder.withLockedValue { holder in
            defer { holder = nil }
            return holder
        }
        abandoned?.socket.remove()
    }

    /// The route is no more.
    func routeDidBreak(_ error: TunnelError) { holder.withLockedValue { $0 }?.didBreak(error) }
}

extension TunnelRoute {
    /// Where it leads, and over whom: two processes that mean the same route say the same.
    package var identity: String { (hops.map { "\($0.user)@\($0.address)" } + [target.description]).joined(separator: " ") }
}
