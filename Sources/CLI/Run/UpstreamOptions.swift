import ArgumentParser
import Daemon
import SystemSupport

/// How to get to Argo, and how to be sure that it is Argo.
struct UpstreamOptions: ParsableArguments {
    @Flag(.direct) var direct = false

    @Option(.upstream, help: "Connect through an existing forward to Argo; the certificate must be Argo's.", valueName: "host:port")
    var upstream: HostAndPort?

    @Option(.tunnelHost, valueName: "host") var tunnelHost: String?

    @Option(
        .tunnelPort,
        help: "With --tunnel-host: port of the forward (default: the shim's port - 1). Without: open this port of 127.0.0.1 for all users.",
        valueName: "port")
    var tunnelPort: Int?

    @Option(
        .via, help: "Connect through the relay (`argo-shim relay serve`) on this host (default port: the shim's port - 2).",
        valueName: "host[:port]")
    var via: RelayAddress?

    @Option(.relayTokenFile, valueName: "file", completion: .file()) var relayTokenFile: String?

    @Flag(.test, help: "Use Argo's test environment (apps-test.inside.anl.gov).") var test = false
    @Flag(.dev, help: "Use Argo's development environment (apps-dev.inside.anl.gov).") var dev = false
    @Option(.caFile, valueName: "file", completion: .file()) var caFile: String?
    @Option(.pinSPKI, valueName: "sha256/base64") var pinnedKey: PinnedKey?
    @Flag(.insecureSkipVerify) var insecureSkipVerify = false

    /// The option that says how to get to Argo without a tunnel of the program's own; nil where it is to open one.
    var otherWay: String? {
        direct ? "--direct" : upstream != nil ? "--upstream" : tunnelHost != nil ? "--tunnel-host" : via != nil ? "--via" : nil
    }

    /// The name of the environment's host, which the certificate must carry.
    var serverName: String {
        test ? "apps-test.inside.anl.gov" : dev ? "apps-dev.inside.anl.gov" : "apps.inside.anl.gov"
    }

    mutating func validate() throws {
        if test && dev { throw ValidationError("--test and --dev cannot be used together.") }
        if [direct, upstream != nil, tunnelHost != nil, via != nil].count(where: { $0 }) > 1 {
            throw ValidationError("--direct, --upstream, --tunnel-host and --via cannot be used together.")
        }
        if tunnelPort != nil, direct || upstream != nil || via != nil {
            throw ValidationError("--tunnel-port needs --tunnel-host, or the tunnel that argo-shim opens itself.")
        }
        if relayTokenFile != nil, via == nil { throw ValidationError("--relay-token-file needs --via.") }
        try checkPort(tunnelPort, of: "--tunnel-port")
        if [caFile != nil, pinnedKey != nil, insecureSkipVerify].count(where: { $0 }) > 1 {
            throw ValidationError("--ca-file, --pin-spki and --insecure-skip-verify cannot be used together.")
        }
    }
}

/// `HOST:PORT` or `[IPv6]:PORT` from the command line.
struct HostAndPort: ExpressibleByArgument, Equatable {
    let host: String
    let port: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        var host = argument[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) else { return nil }
        self.host = String(host)
        self.port = port
    }
}

/// `HOST`, `HOST:PORT` or `[IPv6]:PORT` from the command line.
struct RelayAddress: ExpressibleByArgument, Equatable {
    let host: String
    /// Nil for the usual one.
    let port: Int?

    init?(argument: String) {
        let colons = argument.count { $0 == ":" }
        // An IPv6 address alone is all colons.
        if colons == 1 || argument.hasPrefix("["), let both = HostAndPort(argument: argument), !both.host.contains("[") {
            host = both.host
            port = both.port
        } else {
            guard colons != 1, !argument.hasPrefix("["), let host = HostAndPort(argument: argument + ":1")?.host else { return nil }
            self.host = host
            port = nil
        }
    }
}

extension RelayPlan {
    /// - Throws: `Advice` where the relay's port is not known.
    init(_ address: RelayAddress, tokenFile: String? = nil, shimPort: Int, serverName: String) throws(Advice) {
        try self.init(host: address.host, port: address.port, tokenFile: tokenFile, shimPort: shimPort, serverName: serverName)
    }
}

/// `sha256/BASE64`: the hash of a public key, as curl's `--pinnedpubkey` and RFC 7469 spell it.
struct PinnedKey: ExpressibleByArgument, Equatable {
    /// 32 bytes.
    let sha256: [UInt8]

    init?(argument: String) {
        // A hash may itself begin with a slash: the spelling that leaves 32 bytes is the right one.
        let hashes = ["sha256/", "sha256//"].filter { argument.hasPrefix($0) }.compactMap { prefix in
            Base64.decode(argument.utf8.dropFirst(prefix.utf8.count))
        }
        guard let hash = hashes.first(where: { $0.count == 32 }) else { return nil }
        sha256 = hash
    }
}
