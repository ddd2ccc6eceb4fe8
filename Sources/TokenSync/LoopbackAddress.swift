/// Whether an address that a user wrote leads to a port of this machine.
enum LoopbackAddress {
    private static let names: Set<String> = ["127.0.0.1", "localhost", "[::1]"]

    /// - Parameters:
    ///   - address: such as `http://localhost:8080/v1`.
    ///   - port: the loopback port.
    static func isLoopback(_ address: String, port: Int) -> Bool {
        guard let scheme = address.firstRange(of: "://") else { return false }
        let authority = address[scheme.upperBound...].prefix { !"/?#".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        guard let colon = host.lastIndex(of: ":"), names.contains(host[..<colon].lowercased()) else { return false }
        return Int(host[host.index(after: colon)...]) == port
    }
}
