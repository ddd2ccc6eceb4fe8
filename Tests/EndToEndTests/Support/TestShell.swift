import Foundation
import Testing

/// A real shell of this machine.
enum TestShell: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case bash, zsh, dash, fish, ksh, tcsh

    /// Nil where it is not installed.
    var path: String? {
        ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map { "\($0)/\(rawValue)" }
            .first(where: FileManager.default.isExecutableFile(atPath:))
    }

    var isInstalled: Bool { path != nil }

    var testDescription: String { rawValue }

    /// The line of a start-up file that loads the functions.
    var load: String {
        self == .fish ? "argo-shim shell-init fish | source" : #"eval "$(argo-shim shell-init \#(rawValue))""#
    }

    /// The name of a function: dash takes no hyphens.
    func named(_ function: String) -> String {
        self == .dash || self == .ksh ? function.replacing("-", with: "_") : function
    }

    /// What runs a command when the one before it fails; the exit code is its last argument.
    func orElse(_ command: String) -> String {
        self == .fish ? "; or \(command) $status" : " || \(command) $?"
    }

    /// Runs a script without any start-up file of the shell's.
    ///
    /// - Parameters:
    ///   - script: what the shell is given.
    ///   - home: where it runs; `argo-shim` is in its `PATH`.
    ///   - environment: added to the home's.
    func run(_ script: String, in home: TestHome, environment extra: [String: String] = [:]) async throws -> FinishedProgram {
        var environment = home.environment.merging(extra) { _, new in new }
        let folder = (try ArgoShimBinary.path() as NSString).deletingLastPathComponent
        environment["PATH"] = "\(home.path)/bin:\(folder):" + (environment["PATH"] ?? "/usr/bin:/bin")
        let options =
            switch self {
            case .bash: ["--noprofile", "--norc", "-eu", "-c"]
            case .zsh: ["-f", "-eu", "-c"]
            case .dash, .ksh: ["-eu", "-c"]
            case .fish: ["--no-config", "-c"]
            case .tcsh: ["-f", "-c"]
            }
        let program = try #require(path, "\(rawValue) is not installed")
        return try await RunningProgram.run(
            Command(program: program, arguments: options + [script], environment: environment, folder: home.path))
    }
}
