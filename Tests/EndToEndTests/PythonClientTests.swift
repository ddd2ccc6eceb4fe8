import Foundation
import Testing

/// The scripts in `Clients`, one for each subject, with the real SDKs of Anthropic, OpenAI and Google.
///
/// One after the other: each starts an interpreter that loads all SDKs, and a small machine must not run a dozen at once.
@Suite(.serialized, .enabled(if: RealClients.runsPython, RealClients.advice))
struct PythonClientTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Clients").path

    private static let subjects = [
        "plain", "streaming", "tools", "image", "models", "count_tokens", "wrong_token", "embeddings", "unknown_model", "responses",
        "claude_through_openai", "long_answer", "anthropic_on_any", "openai_on_any", "google_on_any", "completions", "stored_responses",
    ]

    @Test(arguments: subjects)
    func `the real SDKs get what they ask for`(script: String) async throws {
        let python = try #require(RealClients.python, RealClients.advice)
        let home = try TestHome()
        try await RunningShim.with(home, try home.argoShim("demo")) { shim in
            let line = try await shim.program.output.line(containing: "x-api-key: ")
            let token = try #require(line.firstMatch(of: /x-api-key: ([^']+)'/)).1
            let settings = [
                "ARGO_SHIM_PORT": "\(shim.port)", "ARGO_SHIM_TOKEN": String(token),
                // The repository is not the place for compiled scripts.
                "PYTHONDONTWRITEBYTECODE": "1",
            ]
            let finished = try await RunningProgram.run(
                Command(
                    program: python, arguments: ["\(Self.folder)/\(script).py"],
                    environment: home.environment.merging(settings) { _, new in new }, folder: home.path, timeLimit: 120))
            #expect(finished.status == .code(0), "\(finished)")
        }
    }

    @Test func `every script is run`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".py") }
        let scripts = Set(files.map { String($0.dropLast(3)) }).subtracting(["connection"])
        #expect(scripts == Set(Self.subjects))
    }
}
