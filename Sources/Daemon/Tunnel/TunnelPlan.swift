import NIOPosix
import SystemSupport
package import TokenSync
package import Tunnel

/// What a command line says about the tunnel.
package struct TunnelPlan: Sendable {
    package let request: RouteRequest
    /// The port of 127.0.0.1 on which other programs get at the tunnel's end too; nil for none.
    package let openPort: Int?

    package init(request: RouteRequest, openPort: Int?) {
        self.request = request
        self.openPort = openPort
    }
}

extension RouteRequest {
    /// The route, as the request and the user's SSH configuration make it.
    ///
    /// - Parameters:
    ///   - onComplaint: takes each line of what `ssh` says where it fails.
    ///   - onWarning: takes what of the configuration cannot be followed.
    /// - Throws: `RouteError` where they make none.
    package func route(
        folders: UserFolders, user: UserName, onComplaint: @escaping @Sendable (String) -> Void = { _ in },
        onWarning: @escaping @Sendable (TunnelWarning) -> Void = { _ in }
    ) async throws(RouteError) -> TunnelRoute {
        let ssh = SSHProgram(environment: folders.environment, onComplaint: onComplaint)
        let query: RouteResolver.Query? = if let ssh { { await ssh.output($0) } } else { nil }
        let account = LocalAccount(
            home: CurrentProcess.registeredHome ?? folders.home, loginName: user.loginName, userID: CurrentProcess.userID,
            hostName: CurrentProcess.hostName, environment: folders.environment)
        return try await RouteResolver(request: self, account: account, query: query, warn: onWarning).resolve()
    }
}

/// The system's `ssh`, which is asked what the user's configuration says of a host and for nothing else.
package struct SSHProgram: Sendable {
    /// A configuration may run programs of its own (`Match exec`), and these may hang.
    static let timeLimit = Duration.seconds(10)
    /// What OpenSSH 9.2 prints for a host has 4 KB.
    private static let outputLimit = 256 * 1024

    let path: String
    let environment: [String: String]
    private let onComplaint: @Sendable (String) -> Void

    /// Nil where the machine has no `ssh`.
    ///
    /// - Parameter onComplaint: takes each line of what it says where it fails, which names the file and the line.
    package init?(environment: [String: String], onComplaint: @escaping @Sendable (String) -> Void = { _ in }) {
        guard let path = ProgramFile.find("ssh", searchPath: environment["PATH"]) else { return nil }
        self.path = path
        self.environment = environment
        self.onComplaint = onComplaint
    }

    /// Runs it to its end.
    ///
    /// - Returns: what it printed; nil where it failed or took too long.
    package func output(_ arguments: [String]) async -> String? {
        let program = Subprocess(
            program: path, arguments: arguments, environment: environment, outputLimit: Self.outputLimit, timeLimit: Self.timeLimit)
        // It fails only where the process is ending.
        let end = try? await NIOThreadPool.singleton.runIfActive { program.run(Interruption()) }
        guard case .exited(let status, let output, let errors) = end else { return nil }
        if status == 0 { return String(decoding: output, as: UTF8.self) }
        for line in String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline) { onComplaint(String(line)) }
        return nil
    }
}
