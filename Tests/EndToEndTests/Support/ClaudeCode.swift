import Foundation
import Testing

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
                environment: home.environment.merging(seclusion) { _, new in new }, folder: home.path, timeLimit: 120))
    }

    /// A conversation of many turns in one process: a line of JSON for each question, and one for each thing that is answered.
    ///
    /// - Parameter input: the questions.
    static func conversation(in home: TestHome, input: FileHandle) throws -> Command {
        let program = try #require(RealClients.claudeCode, RealClients.advice)
        return Command(
            program: program, arguments: ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"],
            environment: home.environment.merging(seclusion) { _, new in new }, input: input, folder: home.path, timeLimit: 115)
    }

    /// Runs a command line that calls `claude`.
    static func run(_ commandLine: String, in home: TestHome) async throws -> FinishedProgram {
        let program = try #require(RealClients.claudeCode, RealClients.advice)
        var environment = home.environment.merging(seclusion) { _, new in new }
        let folder = program.dropLast("/claude".count)
        environment["PATH"] = folder + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
        return try await RunningProgram.run(
            Command(program: "/bin/sh", arguments: ["-c", commandLine], environment: environment, folder: home.path, timeLimit: 120))
    }
}
