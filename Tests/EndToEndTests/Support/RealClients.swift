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

/// A real client that is told of the shim by `argo-shim configure` alone, and run for one question.
///
/// Gemini CLI is on npm alone: in its place Google's SDK takes the variables that were written for it.
enum ConfiguredClient: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case codex, llm, aider, hermes, gemini

    var testDescription: String { rawValue }

    /// Nil where it is not installed.
    var program: String? {
        switch self {
        case .codex: RealClients.codex
        case .llm: RealClients.llm
        case .aider: RealClients.aider
        case .hermes: RealClients.hermes
        case .gemini: RealClients.python
        }
    }

    /// The model that it is told to use.
    var model: String {
        switch self {
        case .codex: "gpt-5.5"
        case .llm, .aider: "gpt-4o"
        case .hermes: "claude-opus-4-8"
        case .gemini: "gemini-2.5-pro"
        }
    }

    /// What the shim says when it has written a new token into this client's settings; nil where they name a command.
    var wordsForNewToken: String? {
        switch self {
        case .codex: nil
        case .llm: "llm: wrote argo in "
        case .aider: "aider: wrote openai-api-key in "
        case .hermes: "hermes: wrote ARGO_SHIM_TOKEN in "
        case .gemini: "gemini: wrote GEMINI_API_KEY in "
        }
    }

    private static let googleScript = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Clients/Configured/gemini_variables.py").path

    private func arguments(_ question: String, _ options: [String], in home: TestHome) -> [String] {
        switch self {
        case .codex: ["exec", "--skip-git-repo-check"] + options + [question]
        case .llm: ["-m", "argo/\(model)"] + options + [question]
        case .aider:
            [
                "--no-git", "--no-check-update", "--no-show-release-notes", "--no-show-model-warnings", "--no-analytics", "--no-pretty",
                "--yes-always",
            ] + options + ["--message", question]
        case .hermes: ["chat", "-Q"] + options + ["-q", question]
        case .gemini: [Self.googleScript, home.path + "/.gemini/.env", model, question]
        }
    }

    /// Asks a question and gives the answer as it was printed.
    ///
    /// - Parameter options: put in front of the question.
    func ask(_ question: String, options: [String] = [], in home: TestHome) async throws -> FinishedProgram {
        let program = try #require(program, RealClients.advice)
        var environment = home.environment
        // Some look for prices and updates on the net. Nobody listens on port 9, which is reserved (RFC 863), so that they give up at once.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            environment[name] = "http://127.0.0.1:9"
            environment[name.lowercased()] = "http://127.0.0.1:9"
        }
        environment["NO_PROXY"] = "127.0.0.1,localhost"
        environment["no_proxy"] = "127.0.0.1,localhost"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        return try await RunningProgram.run(
            Command(
                program: program, arguments: arguments(question, options, in: home), environment: environment, folder: home.path,
                timeLimit: 575)
        )
    }
}

/// The real Claude Code, run for one question with nothing but the settings in a test's home.
enum ClaudeCode {
    /// Keeps it from asking anybody but the shim.
    private static let seclusion = [
        "DISABLE_TELEMETRY": "1", "DISABLE_ERROR_REPORTING": "1", "DISABLE_AUTOUPDATER": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        // Containers run tests as root, which it refuses otherwise.
        "IS_SANDBOX": "1",
    ]

    /// Asks a question and gives the answer as it was printed.
    static func ask(_ question: String, in home: TestHome, arguments: [String] = []) async throws -> FinishedProgram {
        let program = try #require(RealClients.claudeCode, RealClients.advice)
        return try await RunningProgram.run(
            Command(
                program: program, arguments: ["-p", question] + arguments,
                environment: home.environment.merging(seclusion) { _, new in new }, folder: home.path, timeLimit: 600))
    }

    /// A conversation of many turns in one process: a line of JSON for each question, and one for each thing that is answered.
    ///
    /// - Parameter input: the questions.
    static func conversation(in home: TestHome, input: FileHandle) throws -> Command {
        let program = try #require(RealClients.claudeCode, RealClients.advice)
        return Command(
            program: program, arguments: ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"],
            environment: home.environment.merging(seclusion) { _, new in new }, input: input, folder: home.path, timeLimit: 575)
    }

    /// Runs a command line that calls `claude`.
    static func run(_ commandLine: String, in home: TestHome) async throws -> FinishedProgram {
        let program = try #require(RealClients.claudeCode, RealClients.advice)
        var environment = home.environment.merging(seclusion) { _, new in new }
        let folder = program.dropLast("/claude".count)
        environment["PATH"] = folder + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
        return try await RunningProgram.run(
            Command(program: "/bin/sh", arguments: ["-c", commandLine], environment: environment, folder: home.path, timeLimit: 600))
    }
}
