import ArgumentParser

/// Another machine to which the shim lends its way over SSH.
struct RelayOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Log in to this SSH server too, and lend it the way to Argo: there, argo-shim --via 127.0.0.1 goes through here.",
            valueName: "host"))
    var relay: String?

    @Option(
        name: .customLong("relay-port"),
        help: ArgumentHelp("The port of 127.0.0.1 on that server (default: the listening port - 2).", valueName: "port"))
    var relayPort: Int?

    mutating func validate() throws {
        if let relay, !TunnelOptions.isName(relay) { throw ValidationError("--relay '\(relay)' is not the name of a server.") }
        guard let relayPort else { return }
        if relay == nil { throw ValidationError("--relay-port goes with --relay.") }
        if !(1...65_535).contains(relayPort) { throw ValidationError("--relay-port \(relayPort) is not a port: 1 to 65535.") }
    }
}
