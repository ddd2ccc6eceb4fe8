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

extension TestSSHD {
    /// A session that is logged in with a new Ed25519 key.
    ///
    /// - Parameter socket: a connection to this server; nil starts a server on a pair.
    func session(
        over socket: Int32? = nil, options: SSHSession.Options = .init(), hop: Hop? = nil
    ) async throws -> SSHSession {
        let key = try await TestKey.make("ed25519", name: "id_\(UInt32.random(in: 0 ... .max))", in: folder)
        try authorize(key)
        let number = try socket ?? connect().socket
        return try await SSHSession.start(
            over: Descriptor(owning: number), to: hop ?? self.hop(), options: options, hostKeyAlgorithms: [], onPhase: { _ in },
            verify: { _ in },
            logIn: { login throws(TunnelError) in _ = try login.offerKey(privateKey: key.path, publicKey: nil, passphrase: nil) })
    }
}

extension TestSSHD {
    /// Runs a login and tells what came of it; the session is closed then.
    func answers(
        _ logIn: @escaping @Sendable (any LoginConversation) throws(TunnelError) -> [LoginAnswer]
    ) async throws -> [LoginAnswer] {
        let answers = Locked<[LoginAnswer]?>(nil)
        do {
            let session = try await SSHSession.start(
                over: Descriptor(owning: connect().socket), to: hop(), options: .init(), hostKeyAlgorithms: [], onPhase: { _ in },
                verify: { _ in },
                logIn: { login throws(TunnelError) in
                    let all = try logIn(login)
                    answers.withLock { $0 = all }
                })
            session.close()
        } catch TunnelError.authenticationRefused {
            // The answers say it.
        }
        return try #require(answers.withLock { $0 })
    }
}

extension SSHSession {
    /// A stream as a socket that blocks.
    func socket(to target: Endpoint) async throws(TunnelError) -> TestSocket {
        TestSocket(owning: try await open(target).release())
    }
}

extension TestSSHD {
    /// A hop to this server that takes its host key as it comes, and has no key of the user's yet.
    func hop(_ name: String, at address: Endpoint, folder: TestFolder) -> Hop {
        var hop = Hop(name: name, address: address, user: user)
        hop.knownHostsFiles = [folder.path + "/known_hosts"]
        hop.unknownHostKeys = .acceptNew
        return hop
    }

    /// How many connections it has been asked for.
    var connectionCount: Int { log.split(separator: "Connection from ", omittingEmptySubsequences: false).count - 1 }
}

/// A key pair in a folder, made by `ssh-keygen`.
struct TestKey: Sendable {
    let path: String
    /// As in authorized_keys.
    let publicLine: String
    /// The form of RFC 4253, 6.6.
    let blob: [UInt8]

    /// - Parameters:
    ///   - type: `ed25519`, `ecdsa`, `rsa`.
    ///   - passphrase: empty for a key that is not encrypted.
    ///   - options: more of ssh-keygen's.
    @discardableResult
    static func make(
        _ type: String, name: String, passphrase: String = "", options: [String] = [], in folder: TestFolder
    ) async throws -> TestKey {
        let program = try #require(TestSSHD.path(of: "ssh-keygen"), "ssh-keygen is not installed")
        let path = folder.path + "/" + name
        try await TestProcess.run(program, ["-q", "-t", type, "-N", passphrase, "-C", name, "-f", path] + options, in: folder)
        let line = folder.text(name + ".pub").trimmingCharacters(in: .whitespacesAndNewlines)
        let fields = line.split(separator: " ")
        try #require(fields.count > 1)
        return TestKey(path: path, publicLine: line, blob: try blob(of: String(fields[1])))
    }

    static func blob(of base64: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: base64))) }
}

/// An `ssh-agent` of a test's own.
final class TestAgent: Sendable {
    let socket: String
    private let folder: TestFolder
    private let process: TestProcess

    init(in folder: TestFolder) async throws {
        self.folder = folder
        socket = folder.path + "/agent"
        let program = try #require(TestSSHD.path(of: "ssh-agent"), "ssh-agent is not installed")
        process = try TestProcess(program, ["-D", "-a", socket], log: folder.path + "/agent.log")
        // It says nothing when it is ready; `ssh-add -l` gives 2 until it answers, and 1 while it is empty.
        while await TestProcess.code(of: try Self.add(), ["-l"], environment: ["SSH_AUTH_SOCK=\(socket)"], in: folder) == 2 {
            await Task.yield()
        }
    }

    func add(_ key: TestKey) async throws {
        try await TestProcess.run(try Self.add(), ["-q", key.path], environment: ["SSH_AUTH_SOCK=\(socket)"], in: folder)
    }

    func stop() { process.stop() }

    private static func add() throws -> String { try #require(TestSSHD.path(of: "ssh-add"), "ssh-add is not installed") }
}
