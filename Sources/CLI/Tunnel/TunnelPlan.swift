import Tunnel

/// What a command line says about the tunnel.
struct TunnelPlan: Sendable {
    let request: RouteRequest
    /// The port of 127.0.0.1 on which other programs get at the tunnel's end too; nil for none.
    let openPort: Int?

    /// - Parameter serverName: Argo's, of the chosen environment.
    init(_ options: TunnelOptions, openPort: Int?, serverName: String) {
        let jumps: RouteRequest.Jumps =
            if options.nojump { .none } else if let named = options.jumps { .named(named) } else { RouteRequest().jumps }
        request = RouteRequest(
            host: options.host ?? TunnelOptions.standardHost, jumps: jumps, user: options.sshUser,
            configurationFile: options.sshConfig,
            target: options.target.map { Endpoint(host: $0.host, port: $0.port) } ?? Endpoint(host: serverName, port: 443),
            allowsPassword: options.password)
        self.openPort = openPort
    }
}
