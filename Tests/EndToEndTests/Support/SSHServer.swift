import Foundation
import Testing

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
            environment: home.environment, folder: home.path, timeLimit: 110)
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
