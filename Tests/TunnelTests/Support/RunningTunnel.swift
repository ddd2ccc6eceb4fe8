import Crypto
import Foundation
import Testing

@testable import SystemSupport
@testable import Tunnel

/// A tunnel that runs, and all that it said about itself.
final class RunningTunnel: Sendable {
    let tunnel: SSHTunnel
    private let task: Task<Void, Never>
    private let history: StateHistory

    /// - Parameters:
    ///   - folder: for the ledger and known_hosts.
    ///   - start: runs the tunnel, on threads of its choice.
    init(
        _ hops: [Hop], to target: Endpoint, folder: TestFolder, prompter: any SSHPrompter = ScriptedPerson(isAvailable: false),
        start: (@escaping @Sendable () async -> Void) -> Task<Void, Never> = { run in Task { await run() } }
    ) {
        var configuration = TunnelConfiguration(
            route: TunnelRoute(hops: hops, target: target), ledgerFolder: folder.path + "/state", ledgerHost: "test")
        configuration.pace = Reconnection.Pace(
            shortest: .milliseconds(20), longest: .milliseconds(200), settledAfter: .zero, absencePause: .milliseconds(20))
        let history = StateHistory()
        self.history = history
        let tunnel = SSHTunnel(configuration, prompter: prompter) { history.add($0.state) }
        self.tunnel = tunnel
        task = start { await tunnel.run() }
    }

    deinit { task.cancel() }

    var states: [TunnelStatus.State] { history.states }
    var ledger: LedgerSummary { tunnel.ledger.summary(now: Int(ClockReading.now().wall.components.seconds)) }

    /// Waits until it has entered such a state, now or since `mark` of its states.
    func enters(since mark: Int = 0, _ isWanted: @Sendable (TunnelStatus.State) -> Bool) async {
        await history.wait(since: mark, isWanted)
    }

    /// Ends it, and returns when it has ended.
    func stop() async {
        task.cancel()
        await task.value
    }

    /// What comes back of a text that is sent through a new stream to an echo.
    func echo(_ text: String = "hello") async throws -> String {
        let socket = TestSocket(owning: try await tunnel.open(waitingUpTo: .seconds(60)).release())
        return await onThread {
            socket.write(text)
            socket.endWriting()
            return String(decoding: socket.readToEnd().bytes, as: UTF8.self)
        }
    }
}

/// The states in the order in which they were entered.
private final class StateHistory: Sendable {
    private let entered = Locked<[TunnelStatus.State]>([])
    private let changes = ChangeSignal()

    var states: [TunnelStatus.State] { entered.withLock { $0 } }

    func add(_ state: TunnelStatus.State) {
        entered.withLock { $0.append(state) }
        changes.announce()
    }

    func wait(since mark: Int, _ isWanted: @Sendable (TunnelStatus.State) -> Bool) async {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let version = changes.version
            if states.dropFirst(mark).contains(where: isWanted) { return }
            guard ContinuousClock.now < deadline, !Task.isCancelled else {
                Issue.record("never entered; it was in \(states)")
                return
            }
            await changes.wait(beyond: version, until: deadline)
        }
    }
}

extension TunnelStatus.State {
    /// The error that only a person can settle.
    var neededLogin: TunnelError? { if case .needsLogin(let error) = self { error } else { nil } }
}

/// An sshd that wants a key and then a code of RFC 6238, through PAM and libpam-google-authenticator. Needs root.
///
/// PAM reads /etc/pam.d. The server runs in a mount namespace of its own, where a folder of the test's lies over it: the machine's is not
/// written to.
final class OneTimeCodeServer: Sendable {
    let sshd: TestSSHD
    private let program: String
    private let rules: String
    private let processes = Locked<[TestProcess]>([])

    /// 20 bytes in base32, as in RFC 6238, appendix B.
    private static let secret = Array("12345678901234567890".utf8)
    private static let secretInBase32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    static let isPossible =
        TestSSHD.isInstalled && Namespaces.arePossible
        && (ProcessInfo.processInfo.environment["CI"] != nil || modules.contains(where: FileManager.default.fileExists))
    static let isImpossible: Comment = "needs root, unshare(1) with leave to mount, and libpam-google-authenticator"

    private static let modules = ["x86_64-linux-gnu", "aarch64-linux-gnu"].flatMap { triple in
        ["/lib/", "/usr/lib/"].map { $0 + triple + "/security/pam_google_authenticator.so" }
    }

    init() async throws {
        sshd = try await TestSSHD([
            "AuthenticationMethods publickey,keyboard-interactive", "UsePAM yes", "KbdInteractiveAuthentication yes",
        ])
        program = try #require(TestSSHD.path(of: "sshd"))
        let secretFile = try sshd.folder.write("\(Self.secretInBase32)\n\" TOTP_AUTH\n\" WINDOW_SIZE 17\n", to: "secret")
        rules = sshd.folder.path + "/pam.d"
        try FileManager.default.createDirectory(atPath: rules, withIntermediateDirectories: false)
        let lines = [
            "auth required pam_google_authenticator.so secret=\(secretFile) user=root no_strict_owner", "account required pam_permit.so",
            "session required pam_permit.so",
        ]
        try sshd.folder.write(lines.joined(separator: "\n") + "\n", to: "pam.d/sshd")
    }

    func listen() throws -> LoopbackServer {
        let configuration = sshd.folder.path + "/sshd_config"
        let log = sshd.folder.path + "/sshd.log"
        let command = #"mount --bind "$0" /etc/pam.d && exec "$@""#
        return try LoopbackServer { [self] socket in
            let arguments = ["--mount", "--propagation", "private", "sh", "-c", command, rules, program, "-i", "-e", "-f", configuration]
            // A server that cannot be started closes the connection, which the test sees.
            guard let process = try? TestProcess(Namespaces.unshare, arguments, standardIO: socket.number, log: log) else { return }
            processes.withLock { $0.append(process) }
            process.waitOnThisThread()
        }
    }

    func killAll() {
        for process in processes.withLock({ $0 }) { process.stop() }
    }

    /// The code of now (RFC 6238, with RFC 4226, 5.3).
    static var code: String {
        let counter = UInt64(Date().timeIntervalSince1970) / 30
        let message = (0..<8).map { UInt8(truncatingIfNeeded: counter >> (56 - 8 * UInt64($0))) }
        let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        let offset = Int(hash[19] & 15)
        let number = hash[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}
