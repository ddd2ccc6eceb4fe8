import FakeArgo
import Foundation
import Testing

/// Two SSH servers and an embedded Argo behind them, and a home whose SSH configuration knows the way.
struct TestRoute: Sendable {
    let home: TestHome
    let jump: SSHServer
    let last: SSHServer
    let argo: FakeArgo

    /// - Parameters:
    ///   - jumpPort: nil for a free one.
    ///   - passphrase: of the user's key; empty for none.
    ///   - jumpOptions: lines for the first server's configuration.
    ///   - jumpWrap: makes of the command of the first server another one that runs it.
    ///   - lastOptions: lines for the last server's.
    static func with(
        jumpPort: Int? = nil, passphrase: String = "", jumpOptions: [String] = [], lastOptions: [String] = [], scripts: [Script] = [],
        jumpWrap: (Command, TestHome) throws -> Command = { command, _ in command },
        _ body: (TestRoute) async throws -> Void
    ) async throws {
        let home = try TestHome()
        try home.makeFolder(".claude")
        let key = try await SSHServer.makeKey("ssh/id", in: home, passphrase: passphrase)
        try home.write(key + "\n", to: "ssh/authorized")
        let authorized = home.path + "/ssh/authorized"
        try await withFakeArgo(tls: .generated(), scripts: scripts) { argo in
            try await SSHServer.with(
                "jump", in: home, port: jumpPort, authorizedKeys: authorized, options: jumpOptions, wrap: { try jumpWrap($0, home) }
            ) {
                jump in
                try await SSHServer.with("last", in: home, authorizedKeys: authorized, options: lastOptions) { last in
                    let route = TestRoute(home: home, jump: jump, last: last, argo: argo)
                    try writeConfiguration(in: home, ports: ["jump": jump.port, "last": last.port])
                    try route.writeKnownHosts()
                    try await body(route)
                }
            }
        }
    }

    /// The user's SSH configuration: nothing in it leads to the real user's files.
    static func writeConfiguration(in home: TestHome, ports: [String: Int], identity: String = "id") throws {
        var lines: [String] = []
        for (name, port) in ports.sorted(by: { $0.key < $1.key }) { lines += ["Host \(name)", "HostName 127.0.0.1", "Port \(port)"] }
        lines += [
            "Host *", "User \(NSUserName())", "IdentityFile \(home.path)/ssh/\(identity)", "IdentitiesOnly yes", "IdentityAgent none",
            "UserKnownHostsFile \(home.path)/ssh/known_hosts", "GlobalKnownHostsFile /dev/null", "StrictHostKeyChecking yes",
        ]
        try home.write(lines.joined(separator: "\n") + "\n", to: "ssh/config")
    }

    func writeKnownHosts() throws {
        let lines = [jump, last].map { "[127.0.0.1]:\($0.port) \($0.hostKey)\n" }
        try home.write(lines.joined(), to: "ssh/known_hosts")
    }

    /// The options that lead a shim over this route.
    static func options(_ home: TestHome, argo: FakeArgo) throws -> [String] {
        let certificates = try #require(argo.certificates)
        try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
        return [
            "run", "--ssh-config", "\(home.path)/ssh/config", "--jump", "jump", "--host", "last", "--target", "127.0.0.1:\(argo.port)",
            // The same as in the configuration, where the local name counts as none beside $CELS_USERNAME.
            "--ssh-user", NSUserName(), "--ca-file", "\(home.path)/authorities.pem", "--user", "tester",
        ]
    }

    /// `argo-shim run` over this route.
    func command(_ options: [String] = [], port: Int = 0, environment: [String: String] = [:]) throws -> Command {
        try home.argoShim(Self.options(home, argo: argo) + ["--port", "\(port)"] + options, environment: environment)
    }

    /// Another program that asks Argo for its models at a port which leads there (`--tunnel-port`).
    func modelsCommand(throughPort port: Int) -> Command {
        Command(
            program: "/usr/bin/env",
            arguments: [
                "curl", "-q", "-sS", "--cacert", "\(home.path)/authorities.pem", "--connect-to",
                "apps.inside.anl.gov:443:127.0.0.1:\(port)", "https://apps.inside.anl.gov/argoapi/v1/models", "-H", "x-api-key: tester",
            ], environment: home.environment, folder: home.path)
    }
}

/// The system's SSH server on 127.0.0.1, with keys, a configuration and a port of its own.
struct SSHServer: Sendable {
    static let advice: Comment = "There is no SSH server; `make test` installs one."
    /// Whether the tests that need one are run: a server that is missing in CI is a failure.
    static var isThere: Bool { path("sshd") != nil || ProcessInfo.processInfo.environment["CI"] == "true" }

    let name: String
    let port: Int
    let program: RunningProgram
    /// As in known_hosts: type and key.
    let hostKey: String

    /// Runs a server for the time of a closure.
    ///
    /// - Parameters:
    ///   - name: a folder of this name in the home holds its files.
    ///   - port: nil for a free one.
    ///   - authorizedKeys: path of the file with those who may log in.
    ///   - wrap: makes of the command another one that runs it.
    static func with<Result>(
        _ name: String, in home: TestHome, port: Int? = nil, authorizedKeys: String, options: [String] = [],
        wrap: (Command) throws -> Command = { $0 },
        _ body: (SSHServer) async throws -> Result
    ) async throws -> Result {
        let folder = "\(home.path)/\(name)"
        let hostKey = try await makeKey("\(name)/hostkey", in: home)
        let port = try port ?? FreePort.next()
        let configuration =
            // Of two lines about the same the first one counts (sshd_config(5)).
            options + [
                "Port \(port)", "ListenAddress 127.0.0.1", "HostKey \(folder)/hostkey", "AuthorizedKeysFile \(authorizedKeys)",
                "StrictModes no", "UsePAM no", "PidFile none", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
            ]
        try home.write(configuration.joined(separator: "\n") + "\n", to: "\(name)/configuration")
        if getuid() == 0 {
            // The folder that Debian's server wants to see when root starts it.
            try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        let server = try #require(path("sshd"), advice)
        // A shell stays in between: sshd closes every descriptor that it does not know, and Foundation takes the end of one of them for
        // the end of the program, waits for that, and sees no other program end meanwhile.
        let command = Command(
            program: "/bin/sh", arguments: ["-c", #""$@"; exit $?"#, "sh", server, "-D", "-e", "-f", "\(folder)/configuration"],
            environment: home.environment, folder: home.path, timeLimit: 550)
        return try await RunningProgram.with(try wrap(command)) { program in
            _ = try await program.errors.line(containing: "Server listening on 127.0.0.1")
            let server = SSHServer(name: name, port: port, program: program, hostKey: hostKey)
            let result = try await body(server)
            // Connections lead groups of their own, and would hold the server's output open.
            try await server.killConnections()
            return result
        }
    }

    /// Kills every connection where it stands; the server goes on listening.
    func killConnections() async throws {
        for listener in try await children(of: program.processID) {
            for connection in try await children(of: listener) {
                // With separated privileges the one that talks is a child of the one that watches.
                for child in try await children(of: connection) { kill(child, SIGKILL) }
                kill(connection, SIGKILL)
            }
        }
    }

    private func children(of process: Int32) async throws -> [Int32] {
        let command = Command(
            program: "/usr/bin/env", arguments: ["pgrep", "-P", "\(process)"], environment: ["PATH": "/usr/bin:/bin"], folder: "/")
        return try await RunningProgram.run(command).output.split(separator: "\n").compactMap { Int32($0) }
    }

    // MARK: Files and ports

    /// Makes an Ed25519 key.
    ///
    /// - Parameter passphrase: empty for none.
    /// - Returns: type and public key, as they stand in known_hosts and authorized_keys.
    static func makeKey(_ name: String, in home: TestHome, passphrase: String = "") async throws -> String {
        try home.makeFolder((name as NSString).deletingLastPathComponent)
        if !home.exists(name) {
            let command = Command(
                program: "/usr/bin/env", arguments: ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", name],
                environment: home.environment, folder: home.path)
            let finished = try await RunningProgram.run(command)
            guard finished.status == .code(0) else { throw UnexpectedEnd(finished) }
        }
        let line = try #require(home.text(name + ".pub"))
        return line.split(separator: " ").prefix(2).joined(separator: " ")
    }

    static func path(_ program: String) -> String? {
        ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/opt/homebrew/sbin"].map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
