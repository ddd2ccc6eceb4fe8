import ArgumentParser
import Daemon
import Tunnel

/// The SSH tunnel that the program opens unless another connection to Argo is given.
struct TunnelOptions: ParsableArguments {
    static let standardHost = "homes.cels.anl.gov"

    @Option(.host, help: "Last SSH server, which connects to Argo (default: \(standardHost)).", valueName: "host")
    var host: String?

    @Option(
        .jump,
        help: "SSH servers to go through before it, in order (default: ProxyJump of your SSH configuration, else logins.cels.anl.gov).",
        valueName: "host,host")
    var jump: String?

    @Flag(.nojump) var nojump = false

    @Option(
        .sshUser, help: "Login name on the SSH servers (default: from your SSH configuration, $CELS_USERNAME, or your login name here).",
        valueName: "name")
    var sshUser: String?

    @Option(.sshConfig, valueName: "file", completion: .file()) var sshConfig: String?

    @Option(
        .target, help: "Address that the last server connects to (default: Argo); the certificate must be Argo's.", valueName: "host:port")
    var target: HostAndPort?

    @Flag(.password) var password = false
    @Flag(.openssh) var usesOpenSSH = false

    /// Those that the command line has, as they are spelled.
    var given: [String] {
        let options: [(String, Bool)] = [
            ("--host", host != nil), ("--jump", jump != nil), ("--nojump", nojump), ("--ssh-user", sshUser != nil),
            ("--ssh-config", sshConfig != nil), ("--target", target != nil), ("--password", password), ("--openssh", usesOpenSSH),
        ]
        return options.filter(\.1).map(\.0)
    }

    /// The servers of `--jump`; nil where it is not given.
    var jumps: [String]? {
        jump.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    mutating func validate() throws {
        if usesOpenSSH, nojump || jump != nil || password {
            throw ValidationError("--openssh uses the route in your SSH configuration, without --jump, --nojump or --password.")
        }
        if nojump, jump != nil { throw ValidationError("--nojump and --jump cannot be used together.") }
        if let host, !Self.isName(host) { throw ValidationError("--host '\(host)' is not a server name.") }
        if let wrong = jumps?.first(where: { !Self.isName($0) }) {
            throw ValidationError("--jump has '\(wrong)', which is not a server name.")
        }
        if let sshUser, !Self.isName(sshUser) { throw ValidationError("--ssh-user '\(sshUser)' is not a user name.") }
    }

    /// Whether a text can be given to `ssh` as a name, and cannot be taken for an option (CVE-2017-1000117 and its like).
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255 && !text.hasPrefix("-") && !text.contains("@-")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"'`"$\;&<>|(){}"#.utf8.contains($0) }
    }
}

extension TunnelPlan {
    /// - Parameter serverName: Argo's, of the chosen environment.
    init(_ options: TunnelOptions, openPort: Int?, serverName: String) {
        let jumps: RouteRequest.Jumps =
            if options.nojump { .none } else if let named = options.jumps { .named(named) } else { RouteRequest().jumps }
        self.init(
            request: RouteRequest(
                host: options.host ?? TunnelOptions.standardHost, jumps: jumps, user: options.sshUser,
                configurationFile: options.sshConfig, target: options.endpoint(serverName), allowsPassword: options.password),
            openPort: openPort)
    }
}

extension OpenSSHPlan {
    /// - Parameter serverName: Argo's, of the chosen environment.
    init(_ options: TunnelOptions, serverName: String) {
        self.init(
            host: options.host ?? TunnelOptions.standardHost, user: options.sshUser, configurationFile: options.sshConfig,
            target: options.endpoint(serverName))
    }
}

extension TunnelOptions {
    /// What the last server connects to.
    fileprivate func endpoint(_ serverName: String) -> Endpoint {
        target.map { Endpoint(host: $0.host, port: $0.port) } ?? Endpoint(host: serverName, port: 443)
    }
}

/// Another machine to which the shim lends its way over SSH.
struct RelayOptions: ParsableArguments {
    @Option(
        .relay, help: "Log in to this SSH server, too, and serve a relay to Argo there, for argo-shim --via 127.0.0.1.", valueName: "host")
    var relay: String?

    @Option(.relayPort, help: "Port of the relay on that server's 127.0.0.1 (default: the shim's port - 2).", valueName: "port")
    var relayPort: Int?

    mutating func validate() throws {
        if let relay, !TunnelOptions.isName(relay) { throw ValidationError("--relay '\(relay)' is not a server name.") }
        if relayPort != nil, relay == nil { throw ValidationError("--relay-port needs --relay.") }
        try checkPort(relayPort, of: "--relay-port")
    }
}
