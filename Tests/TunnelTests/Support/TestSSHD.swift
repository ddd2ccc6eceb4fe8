import Foundation
import Testing

@testable import SystemSupport
@testable import Tunnel

/// OpenSSH's server with keys and a configuration of its own. It listens nowhere by itself: each connection is a process of its own
/// (`sshd -i`), on a pair of sockets or on a connection that `listen` has accepted.
final class TestSSHD: Sendable {
    let folder: TestFolder
    let user: String
    private let configuration: String
    private let program: String
    private let authorizedKeys = Locked("")
    private let processes = Locked<[TestProcess]>([])

    /// Whether tests that need a server can run. In CI they must.
    static let isInstalled = path(of: "sshd") != nil || ProcessInfo.processInfo.environment["CI"] != nil
    static let isMissing: Comment = "no sshd here: install openssh-server"

    /// - Parameters:
    ///   - lines: of sshd_config(5), before the others: the first line of a keyword counts.
    ///   - hostKeys: the types of its keys.
    init(_ lines: [String] = [], hostKeys: [String] = ["ed25519"]) async throws {
        let folder = try TestFolder()
        self.folder = folder
        program = try #require(Self.path(of: "sshd"), "sshd is not installed")
        user = NSUserName()
        for type in hostKeys { try await TestKey.make(type, name: "host_\(type)", in: folder) }
        try folder.write("", to: "authorized_keys")
        let all =
            lines
            + hostKeys.map { "HostKey \(folder.path)/host_\($0)" } + [
                "AuthorizedKeysFile \(folder.path)/authorized_keys", "PidFile none", "StrictModes no", "UsePAM no", "PermitRootLogin yes",
                "PasswordAuthentication no", "KbdInteractiveAuthentication no", "UseDNS no", "PrintMotd no", "LogLevel VERBOSE",
                "AllowTcpForwarding yes", "MaxAuthTries 6",
            ]
        configuration = try folder.write(all.joined(separator: "\n") + "\n", to: "sshd_config")
        // Where the server gives up its privileges; systems make it when the service starts.
        if getuid() == 0 { try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true) }
    }

    /// What the server has said, for the message of a test that fails.
    var log: String { folder.text("sshd.log") }

    /// Lets a key in.
    func authorize(_ key: TestKey) throws {
        let lines = authorizedKeys.withLock { lines in
            lines += key.publicLine + "\n"
            return lines
        }
        try folder.write(lines, to: "authorized_keys")
    }

    /// Starts a server on one end of a pair of sockets.
    ///
    /// - Returns: the other end's number, and the server.
    func connect() throws -> (socket: Int32, process: TestProcess) {
        let (outer, inner) = try SocketPair().release()
        let server = TestSocket(owning: inner)
        return (outer, try serve(server))
    }

    /// Starts a server on a connected socket.
    @discardableResult
    func serve(_ socket: TestSocket) throws -> TestProcess {
        let process = try TestProcess(
            program, ["-i", "-e", "-f", configuration], standardIO: socket.number, log: folder.path + "/sshd.log")
        processes.withLock { $0.append(process) }
        return process
    }

    /// Accepts connections on 127.0.0.1, each with a server of its own.
    func listen() throws -> LoopbackServer {
        try LoopbackServer { [self] socket in
            // A server that cannot be started closes the connection, which the test sees.
            guard let process = try? serve(socket) else { return }
            process.waitOnThisThread()
        }
    }

    /// Kills every server that runs.
    func killAll() {
        for process in processes.withLock({ $0 }) { process.stop() }
    }

    func hop(_ address: Endpoint = Endpoint(host: "pair", port: 22)) -> Hop { Hop(name: "test", address: address, user: user) }

    static func path(of program: String) -> String? {
        ["/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/opt/homebrew/sbin/", "/opt/homebrew/bin/"].map { $0 + program }
            .first(where: FileManager.default.isExecutableFile)
    }
}
