import NIOCore
import NIOSSL
import Shim

/// What a command line comes to, checked before anything is started.
struct RunPlan {
    let shim: ShimConfiguration
    let connector: DirectConnector
    /// How the upstream is reached, for the start-up line.
    let way: String
    let warnings: [String]

    /// - Throws: `Advice` with exit code 2 where the command line does not say enough, or names a file that cannot be read.
    init(_ options: RunOptions, user: UserName, modelCachePath: String?) throws {
        let port = options.port ?? DerivedPort.port(forUser: user.forPort)
        let serverName = options.upstream.serverName
        let tls = try Self.tls(options.upstream)
        try QuirkFix.validate(Set(options.requests.disabledFixes))
        let policy = RewritePolicy(
            user: try user.forArgo(asked: options.requests.user), userPolicy: options.requests.forceUser ? .force : .fillIn,
            disabledFixes: Set(options.requests.disabledFixes))
        var shim = ShimConfiguration(
            port: port, upstreamName: serverName, tls: tls, policy: policy, modelCachePath: modelCachePath, version: Version.number)
        shim.limits.bodySize = options.requests.maxBody * 1024 * 1024
        shim.times.reply = .seconds(Int64(options.requests.timeout))
        self.shim = shim
        (connector, way) = try Self.connector(options.upstream, port: port)
        warnings = Self.warnings(options)
    }

    private static func connector(_ options: UpstreamOptions, port: Int) throws -> (DirectConnector, String) {
        if options.direct { return (DirectConnector(host: options.serverName, port: 443), "direct") }
        if let upstream = options.upstream {
            return (DirectConnector(host: upstream.host, port: upstream.port), "through \(upstream.host):\(upstream.port)")
        }
        if let host = options.tunnelHost {
            let tunnelPort = options.tunnelPort ?? port - 1
            guard tunnelPort > 0 else {
                throw Advice("--tunnel-host needs to know its port.", hints: ["Add --tunnel-port PORT"], exitCode: .usage)
            }
            return (DirectConnector(host: host, port: tunnelPort), "through \(host):\(tunnelPort)")
        }
        throw Advice(
            "This version does not open the SSH tunnel by itself yet.",
            hints: [
                "Inside the laboratory's network: argo-shim --direct",
                "Elsewhere, in one terminal:      ssh -N -J logins.cels.anl.gov -L 8443:\(options.serverName):443 homes.cels.anl.gov",
                "and in another:                  argo-shim --upstream 127.0.0.1:8443",
                "To see it work without Argo:     argo-shim demo",
            ], exitCode: .usage)
    }

    private static func tls(_ options: UpstreamOptions) throws -> UpstreamTLS {
        if options.insecureSkipVerify { return UpstreamTLS(serverName: options.serverName, trust: .anybody) }
        if let pin = options.pinnedKey { return UpstreamTLS(serverName: options.serverName, trust: .pinnedKey(sha256: pin.sha256)) }
        guard let file = options.caFile else { return UpstreamTLS(serverName: options.serverName, trust: .authorities(additional: [])) }
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(file)
            return UpstreamTLS(serverName: options.serverName, trust: .authorities(additional: certificates))
        } catch {
            throw Advice(
                "\(file) cannot be read as a file of PEM certificates.",
                hints: ["See what it holds: openssl x509 -in \(file) -noout -text"],
                exitCode: .usage)
        }
    }

    private static func warnings(_ options: RunOptions) -> [String] {
        var warnings: [String] = []
        if options.upstream.insecureSkipVerify {
            warnings.append("--insecure-skip-verify: anybody on the way to Argo can read and change every request.")
        }
        if options.access.noAuth {
            warnings.append("--no-auth: every user and program of this machine can use Argo in your name.")
        }
        return warnings
    }
}
