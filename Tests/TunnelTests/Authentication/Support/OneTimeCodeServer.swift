import Crypto
import Foundation
import Testing

@testable import SystemSupport
@testable import Tunnel

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
