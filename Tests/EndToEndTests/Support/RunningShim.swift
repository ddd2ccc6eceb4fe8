import FakeArgo
import Foundation
import Testing

/// A running `argo-shim run`, or `argo-shim demo`, that has said on which port it listens.
struct RunningShim: Sendable {
    let home: TestHome
    let program: RunningProgram
    let port: Int
    /// The start-up line.
    let announcement: String

    /// Runs the shim for the time of a closure.
    static func with<Result>(
        _ home: TestHome, _ command: Command, _ body: (RunningShim) async throws -> Result
    ) async throws -> Result {
        try await RunningProgram.with(command) { program in
            let announcement: String
            do {
                announcement = try await program.output.line(containing: "Shim running on ")
            } catch {
                // What went wrong is said on the other output.
                throw UnexpectedEnd(await program.end())
            }
            // Other programs read the port from this line.
            let match = try #require(announcement.wholeMatch(of: /✅ Shim running on ([0-9]+) -> .+/))
            let port = try #require(Int(match.1))
            return try await body(RunningShim(home: home, program: program, port: port, announcement: announcement))
        }
    }

    /// Runs the shim in front of an embedded Argo, whose authorities it is told to trust.
    ///
    /// - Parameters:
    ///   - options: added to the command line.
    ///   - port: 0 for a free one.
    static func with<Result>(
        _ home: TestHome, argo: FakeArgo, port: Int = 0, options: [String] = [], _ body: (RunningShim) async throws -> Result
    ) async throws -> Result {
        let certificates = try #require(argo.certificates)
        try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
        let arguments = [
            "run", "--upstream", "127.0.0.1:\(argo.port)", "--ca-file", "\(home.path)/authorities.pem", "--port", "\(port)",
            "--user", "tester",
        ]
        return try await with(home, try home.argoShim(arguments + options), body)
    }

    /// The token in the token file.
    func token() throws -> String {
        try #require(home.text(TestHome.token)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A client with the right token.
    func curl() throws -> Curl {
        Curl(home: home, port: port, token: try token())
    }

    /// curl that shows a streamed answer as it comes.
    func curlCommand(_ path: String, _ body: String) throws -> Command {
        let arguments = [
            "curl", "-q", "-sS", "-N", "--noproxy", "*", "--data-binary", body, "-H", "x-api-key: \(try token())",
            "http://127.0.0.1:\(port)\(path)",
        ]
        return Command(program: "/usr/bin/env", arguments: arguments, environment: home.environment, folder: home.path)
    }

    /// Waits until the shim has Argo's list of models.
    func waitForModels() async throws {
        for _ in 0..<100 where try await curl().get("/v1/models").status == 200 { return }
        throw UnexpectedEnd(await stop())
    }

    /// Ends the shim the way a terminal or a service manager does, and waits for it.
    func stop(with signal: Int32 = SIGTERM) async -> FinishedProgram {
        program.send(signal)
        return await program.end()
    }
}
