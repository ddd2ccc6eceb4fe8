import SystemPackage
import SystemSupport
package import Tunnel

/// The connection that the user's own `ssh` holds open for others: ControlMaster in ssh_config(5).
///
/// Nothing here ever logs in. Whether there is such a connection is asked before each stream, and where it goes in between, `ssh` finds no
/// other way to the server.
struct OpenSSHMaster: Sendable {
    let plan: OpenSSHPlan
    private let ssh: SSHProgram
    /// Of the socket at which the connection is to be had; every percent sign stands for itself.
    private let controlPath: String

    /// Learns from the user's SSH configuration where the connection is to be had.
    ///
    /// - Parameter environment: of this process.
    /// - Throws: `OpenSSHFault` where there is nothing to be had.
    init(_ plan: OpenSSHPlan, environment: [String: String]) async throws(OpenSSHFault) {
        guard let ssh = SSHProgram(environment: environment) else { throw .noProgram }
        guard let output = await ssh.output(["-G"] + plan.serverArguments) else { throw .configurationRejected(host: plan.host) }
        guard let path = Self.controlPath(in: output) else { throw .noControlPath(host: plan.host) }
        self.plan = plan
        self.ssh = ssh
        controlPath = path
    }

    /// The path in what `ssh -G` prints, where its percent expressions have their values already.
    static func controlPath(in configuration: String) -> String? {
        let keyword = "controlpath "
        let line = configuration.split(whereSeparator: \.isNewline).first { $0.hasPrefix(keyword) }
        guard let path = line?.dropFirst(keyword.count), !path.isEmpty, path != "none" else { return nil }
        return String(path)
    }

    /// Whether the connection stands. Blocks the thread.
    ///
    /// - Throws: `noMaster` where it does not.
    func check(_ interruption: Interruption) throws(OpenSSHFault) {
        let command = Subprocess(
            program: ssh.path, arguments: master + ["-O", "check"] + plan.serverArguments, environment: ssh.environment,
            timeLimit: SSHProgram.timeLimit)
        guard case .exited(status: 0, _, _) = command.run(interruption) else {
            throw interruption.isTriggered ? .stopped : .noMaster(host: plan.host, command: plan.openingCommand)
        }
    }

    /// Opens a stream to the plan's target. Blocks the thread for as long as programs take to start.
    func open(_ interruption: Interruption) throws(OpenSSHFault) -> Subprocess.Stream {
        try check(interruption)
        let command = Subprocess(
            program: ssh.path,
            arguments: master
                // Without the connection `ssh` would make one of its own: it shall fail in place of that.
                + ["-o", "ControlMaster=no", "-o", "BatchMode=yes", "-o", "ProxyCommand=false", "-o", "LogLevel=ERROR"]
                + ["-W", "\(plan.target)"] + plan.serverArguments,
            environment: ssh.environment)
        do {
            return try command.startStream()
        } catch {
            throw .notStarted(code: error.rawValue)
        }
    }

    private var master: [String] { ["-S", controlPath.replacing("%", with: "%%")] }
}

/// What a command line says about the way through the user's own `ssh`.
package struct OpenSSHPlan: Equatable, Sendable {
    /// The server that connects to Argo, as the user writes it.
    package let host: String
    /// The login name there; nil for what their SSH configuration says.
    package let user: String?
    /// The SSH configuration in place of `~/.ssh/config`; nil for that.
    package let configurationFile: String?
    /// What that server connects to.
    package let target: Endpoint

    package init(host: String, user: String?, configurationFile: String?, target: Endpoint) {
        self.host = host
        self.user = user
        self.configurationFile = configurationFile
        self.target = target
    }

    /// The options and the name with which `ssh` finds the same server as the user's own call.
    package var serverArguments: [String] {
        (configurationFile.map { ["-F", $0] } ?? []) + (user.map { ["-l", $0] } ?? []) + [host]
    }

    /// The command with which the user opens the connection that streams go through.
    package var openingCommand: String {
        (["ssh", "-fNM"] + serverArguments).map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
    }
}
