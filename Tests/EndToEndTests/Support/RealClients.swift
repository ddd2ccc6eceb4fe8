import Foundation
import Testing

/// The real SDKs, the real Claude Code and others, in the Python environments in the folder that `ARGO_SHIM_CLIENTS` names (`make test`
/// makes them).
///
/// Without it the tests that need them are skipped, except in CI, where a client that is missing is a failure.
enum RealClients {
    static let advice: Comment = "ARGO_SHIM_CLIENTS names no folder with this client; `make test` installs it."

    private static let folder = ProcessInfo.processInfo.environment["ARGO_SHIM_CLIENTS"]
    private static let isRequired = ProcessInfo.processInfo.environment["CI"] == "true"

    /// The interpreter that has the packages of the three vendors.
    static let python = program(folder.map { $0 + "/bin/python3" }).flatMap { path in
        ["anthropic", "openai", "google/genai"].allSatisfy(hasPackage) ? path : nil
    }

    /// Claude Code, which comes inside the claude-agent-sdk package.
    static let claudeCode = packageFolders.lazy.compactMap { program($0 + "/claude_agent_sdk/_bundled/claude") }.first

    static let codex = packageFolders.lazy.compactMap { program($0 + "/codex_cli_bin/bin/codex") }.first
    static let llm = program(folder.map { $0 + "/bin/llm" })
    static let aider = program(folder.map { $0 + "/aider/bin/aider" })
    static let hermes = program(folder.map { $0 + "/hermes/bin/hermes" })

    /// Whether the tests of a client are run.
    static func runs(_ program: String?) -> Bool { program != nil || isRequired }
    /// Whether the tests of the SDKs are run.
    static var runsPython: Bool { python != nil || isRequired }
    /// Whether the tests of Claude Code are run.
    static var runsClaudeCode: Bool { claudeCode != nil || isRequired }

    private static let packageFolders: [String] = {
        guard let library = folder.map({ $0 + "/lib" }) else { return [] }
        // No such folder means no client.
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
        return versions.filter { $0.hasPrefix("python") }.map { "\(library)/\($0)/site-packages" }
    }()

    private static func hasPackage(_ name: String) -> Bool {
        packageFolders.contains { FileManager.default.fileExists(atPath: "\($0)/\(name)") }
    }

    private static func program(_ path: String?) -> String? {
        path.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil }
    }
}
