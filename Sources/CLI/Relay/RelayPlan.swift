import Relay

/// What a command line says about the way through a relay.
struct RelayPlan: Equatable, Sendable {
    let host: String
    let port: Int
    /// What the relay leads to.
    let target: RelayTarget
    /// Where the relay's token is; nil where it is this machine's own.
    let tokenFile: RelayTokenFile?

    /// For people: `login7:22023`.
    var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// - Parameters:
    ///   - tokenFile: the file that the command line names.
    ///   - shimPort: this shim's own, from which the relay's is derived where none is given.
    ///   - serverName: Argo's, of the chosen environment.
    /// - Throws: `Advice` where the relay's port is not known.
    init(_ address: RelayAddress, tokenFile: String? = nil, shimPort: Int, serverName: String) throws(Advice) {
        self.tokenFile = tokenFile.map { RelayTokenFile(path: $0) }
        host = address.host
        port = address.port ?? RelayBinding.standardPort(shimPort: shimPort)
        target = RelayTarget(host: serverName, port: 443)
        guard port > 0 else {
            throw Advice("--via needs to know the relay's port.", hints: ["Add it: --via \(address.host):PORT"], exitCode: .usage)
        }
    }
}
