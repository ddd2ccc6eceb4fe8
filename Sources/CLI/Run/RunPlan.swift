import Daemon
import NIOCore
import NIOSSL
import Shim

/// What a command line comes to, checked before anything is started.
struct RunPlan {
    let shim: ShimConfiguration
    let path: UpstreamPath
    let warnings: [String]

    /// - Parameter services: those beside Argo, and the user's names of models.
    /// - Throws: `Advice` with exit code 2 where the command line does not say enough, or names a file that cannot be read.
    init(_ options: RunOptions, user: UserName = .ofThisProcess, modelCachePath: String? = nil, services: ProviderPlan? = nil) throws {
        let port = options.port ?? DerivedPort.port(forUser: user.forPort)
        let serverName = options.upstream.serverName
        let tls = UpstreamTLS(serverName: serverName, trust: try Self.trust(options.upstream))
        try QuirkFix.validate(Set(options.requests.disabledFixes))
        let policy = RewritePolicy(
            user: try user.forArgo(asked: options.requests.user), userPolicy: options.requests.forceUser ? .force : .fillIn,
            disabledFixes: Set(options.requests.disabledFixes))
        var shim = ShimConfiguration(
            port: port, upstreamName: serverName, tls: tls, policy: policy, modelCachePath: modelCachePath, version: Version.number)
        if let services {
            shim.providers = services.providers
            shim.aliases = services.models
            shim.fallbacks = services.fallbacks
        }
        shim.limits.bodySize = options.requests.maxBody * 1024 * 1024
        shim.times.reply = .seconds(Int64(options.requests.timeout))
        // A stream of the tunnel or of a relay costs round trips before TLS' two: two connections are kept ready for the requests to come.
        if options.upstream.otherWay == nil || options.upstream.via != nil { shim.limits.spareCount = 2 }
        self.shim = shim
        path = try Self.path(options, port: port)
        warnings = Self.warnings(options) + (services?.warnings ?? [])
    }

    private static func path(_ options: RunOptions, port: Int) throws -> UpstreamPath {
        let upstream = options.upstream
        if upstream.direct { return .dial(DirectConnector(host: upstream.serverName, port: 443), words: "direct") }
        if let forward = upstream.upstream {
            return .dial(DirectConnector(host: forward.host, port: forward.port), words: "through \(forward.host):\(forward.port)")
        }
        if let host = upstream.tunnelHost {
            let tunnelPort = upstream.tunnelPort ?? port - 1
            guard tunnelPort > 0 else {
                throw Advice("--tunnel-host needs a port.", hints: ["Add --tunnel-port PORT"], exitCode: .usage)
            }
            return .dial(DirectConnector(host: host, port: tunnelPort), words: "through \(host):\(tunnelPort)")
        }
        if let relay = upstream.via {
            return .relay(
                try RelayPlan(relay, tokenFile: upstream.relayTokenFile, shimPort: port, serverName: upstream.serverName))
        }
        if options.tunnel.usesOpenSSH { return .openSSH(OpenSSHPlan(options.tunnel, serverName: upstream.serverName)) }
        return .tunnel(TunnelPlan(options.tunnel, openPort: upstream.tunnelPort, serverName: upstream.serverName))
    }

    private static func trust(_ options: UpstreamOptions) throws(Advice) -> UpstreamTLS.Trust {
        if options.insecureSkipVerify { return .anybody }
        if let pin = options.pinnedKey { return .pinnedKey(sha256: pin.sha256) }
        guard let file = options.caFile else { return .authorities(additional: []) }
        return .authorities(additional: try NIOSSLCertificate.all(in: file))
    }

    private static func warnings(_ options: RunOptions) -> [String] {
        var warnings: [String] = []
        if options.upstream.insecureSkipVerify {
            warnings.append("--insecure-skip-verify: anyone between you and Argo can read and change every request.")
        }
        if options.upstream.otherWay == nil, let port = options.upstream.tunnelPort {
            warnings.append(
                "--tunnel-port: every user and program on this machine can reach Argo through 127.0.0.1:\(port), under any user name.")
        }
        if options.access.noAuth {
            warnings.append("--no-auth: every user and program on this machine can use Argo in your name.")
        }
        return warnings
    }
}
