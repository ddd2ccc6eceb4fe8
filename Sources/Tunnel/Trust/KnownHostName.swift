/// The names under which a hop's key is looked up in known_hosts files.
struct KnownHostName: Equatable {
    /// `host`, `[host]:port` where the port is not 22, or the alias, in lower case. A new key is written down under it.
    let name: String
    /// The host alone where `name` holds a port: OpenSSH takes a key that is known for the host for its other ports too.
    let nameWithoutPort: String?

    /// - Parameters:
    ///   - address: what is dialled, after `HostName` was applied.
    ///   - alias: `HostKeyAlias`, which is looked up as it is, without a port.
    init(address: Endpoint, alias: String?) {
        let host = address.host.lowercased()
        if let alias {
            name = alias.lowercased()
            nameWithoutPort = nil
        } else if address.port == 22 {
            name = host
            nameWithoutPort = nil
        } else {
            name = "[\(host)]:\(address.port)"
            nameWithoutPort = host
        }
    }

    init(of hop: Hop) { self.init(address: hop.address, alias: hop.hostKeyAlias) }

    /// Whether the name can stand in a known_hosts file and mean itself alone: no space, no separator, no pattern, no marker.
    var canBeWritten: Bool {
        let hasReservedByte = name.utf8.contains { $0 <= 0x20 || $0 == 0x7F || Self.reserved.contains($0) }
        return !name.isEmpty && !hasReservedByte
    }

    private static let reserved = Array("@?*#|'\"\\,!".utf8)
}
