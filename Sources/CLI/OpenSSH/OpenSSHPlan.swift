import Tunnel

/// What a command line says about the way through the user's own `ssh`.
struct OpenSSHPlan: Equatable, Sendable {
    /// The server that connects to Argo, as the user writes it.
    let host: String
    /// The login name there; nil for what their SSH configuration says.
    let user: String?
    /// The SSH configuration in place of `~/.ssh/config`; nil for that.
    let configurationFile: String?
    /// What that server connects to.
    let target: Endpoint

    /// - Parameter serverName: Argo's, of the chosen environment.
    init(_ options: TunnelOptions, serverName: String) {
        host = options.host ?? TunnelOptions.standardHost
        user = options.sshUser
        configurationFile = options.sshConfig
        target = options.target.map { Endpoint(host: $0.host, port: $0.port) } ?? Endpoint(host: serverName, port: 443)
    }

    /// The options and the name with which `ssh` finds the same server as the user's own call.
    var serverArguments: [String] {
        (configurationFile.map { ["-F", $0] } ?? []) + (user.map { ["-l", $0] } ?? []) + [host]
    }

    /// The command with which the user opens the connection that streams go through.
    var openingCommand: String {
        (["ssh", "-fNM"] + serverArguments).map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
    }
}
