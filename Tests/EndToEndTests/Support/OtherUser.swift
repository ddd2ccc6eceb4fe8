import Foundation

/// A user who is not the one that the tests run as.
enum OtherUser {
    /// Nobody's, on every Linux.
    static let number = 65_534

    /// Whether a program can be run as that user: this takes root.
    static let isThere: Bool = {
        guard getuid() == 0, let binary = try? ArgoShimBinary.path() else { return false }
        let process = Process()
        let (program, arguments) = command(binary, ["version"])
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // Where there is no setpriv, nobody else can be become.
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// A command that runs another as that user.
    static func command(_ program: String, _ arguments: [String]) -> (program: String, arguments: [String]) {
        ("/usr/bin/setpriv", ["--reuid=\(number)", "--regid=\(number)", "--clear-groups", "--", program] + arguments)
    }
}
