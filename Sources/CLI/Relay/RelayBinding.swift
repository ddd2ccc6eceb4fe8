import ArgumentParser
import NIOCore
import SystemSupport

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
