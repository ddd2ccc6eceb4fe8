import Foundation
import Testing

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
                timeLimit: 115)
        )
    }
}
