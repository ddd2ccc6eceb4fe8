import NIOPosix
import SystemSupport
import Tunnel

/// The system's `ssh`, which is asked what the user's configuration says of a host and for nothing else.
struct SSHProgram: Sendable {
    /// A configuration may run programs of its own (`Match exec`), and these may hang.
    private static let timeLimit = Duration.seconds(10)
    /// What OpenSSH 9.2 prints for a host has 4 KB.
    private static let outputLimit = 256 * 1024

    private let path: String
    private let environment: [String: String]
    private let onComplaint: @Sendable (String) -> Void

    /// Nil where the machine has no `ssh`.
    ///
    /// - Parameter onComplaint: takes each line of what it says where it fails, which names the file and the line.
    init?(environment: [String: String], onComplaint: @escaping @Sendable (String) -> Void) {
        guard let path = ProgramFile.find("ssh", searchPath: environment["PATH"]) else { return nil }
        self.path = path
        self.environment = environment
        self.onComplaint = onComplaint
    }

    /// Runs it to its end.
    ///
    /// - Returns: what it printed; nil where it failed or took too long.
    func output(_ arguments: [String]) async -> String? {
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
