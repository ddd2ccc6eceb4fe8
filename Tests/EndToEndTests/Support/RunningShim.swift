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

/// A shim that `argo-shim start` has put into the background: it is ended with its scope, however that is left.
struct BackgroundShim: Sendable {
    let home: TestHome
    let port: Int

    /// - Parameter home: a home in which shims run in the background during the closure.
    static func with<Result>(_ home: TestHome, _ body: (BackgroundShim) async throws -> Result) async throws -> Result {
        let shim = BackgroundShim(home: home, port: try FreePort.next())
        do {
            let result = try await body(shim)
            shim.kill()
            return result
        } catch {
            shim.kill()
            throw error
        }
    }

    /// `argo-shim VERB --port PORT`, and more.
    func run(_ verb: String, _ options: [String] = []) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim([verb, "--port", "\(port)"] + options))
    }

    /// Asks how it is until that is as expected; bounded by the number of times that it asks.
    func waitForStatus(_ code: Int32) async throws {
        for _ in 0..<200 where try await run("status").status == .code(code) { return }
        throw UnexpectedEnd(try await run("status"))
    }

    /// Starts it in front of an embedded Argo.
    func start(_ argo: FakeArgo, _ options: [String] = []) async throws -> FinishedProgram {
        let certificates = try #require(argo.certificates)
        try home.write(certificates.rootPEM + "\n" + certificates.intermediatePEM, to: "authorities.pem")
        return try await run(
            "start", ["--upstream", "127.0.0.1:\(argo.port)", "--ca-file", "\(home.path)/authorities.pem", "--user", "tester"] + options)
    }

    /// A client with the right token.
    func curl() throws -> Curl {
        let token = try #require(home.text(TestHome.token)).trimmingCharacters(in: .whitespacesAndNewlines)
        return Curl(home: home, port: port, token: token)
    }

    /// The process that holds the shim's place, as it says itself.
    var processID: Int32? {
        guard let name = name(".lock"), let text = home.text(".local/state/argo-shim/\(name)") else { return nil }
        return text.firstMatch(of: /"process":([0-9]+)/).flatMap { Int32($0.1) }
    }

    /// Everything in its log.
    var log: String { name(".log").flatMap { home.text(".local/state/argo-shim/\($0)") } ?? "" }

    /// The name of its file in the state folder.
    func name(_ ending: String) -> String? {
        // Before the first start there is no folder.
        (try? home.names(in: ".local/state/argo-shim"))?.first { $0.hasPrefix("shim.") && $0.hasSuffix(".\(port)\(ending)") }
    }

    /// It leads a session of its own, which no other process of the test is in.
    func kill() {
        guard let processID, processID > 1 else { return }
        _ = Foundation.kill(processID, SIGKILL)
    }
}

/// The curl program: a client that nobody wrote for this project.
struct Curl: Sendable {
    struct Reply: Sendable {
        let status: Int
        let body: String
    }

    let home: TestHome
    let port: Int
    /// Sent as `x-api-key`; nil sends no credential.
    let token: String?

    func get(_ path: String) async throws -> Reply {
        try await send([], path)
    }

    func head(_ path: String) async throws -> Reply {
        try await send(["--head"], path)
    }

    func post(_ path: String, _ body: String) async throws -> Reply {
        try await send(["--data-binary", body, "-H", "content-type: application/json"], path)
    }

    private func send(_ options: [String], _ path: String) async throws -> Reply {
        let credentials = token.map { ["-H", "x-api-key: \($0)"] } ?? []
        // -q: without the user's .curlrc. The status comes on a line of its own behind the body.
        let arguments = ["curl", "-q", "-sS", "--noproxy", "*", "-w", "\n%{http_code}"] + credentials + options
        let command = Command(
            program: "/usr/bin/env", arguments: arguments + ["http://127.0.0.1:\(port)\(path)"], environment: home.environment,
            folder: home.path)
        let finished = try await RunningProgram.run(command)
        guard finished.status == .code(0), let end = finished.output.lastIndex(of: "\n"),
            let status = Int(finished.output[finished.output.index(after: end)...])
        else { throw UnexpectedEnd(finished) }
        return Reply(status: status, body: String(finished.output[..<end]))
    }
}

/// Bodies of requests that an Argo answers.
enum Request {
    static let messages = #"{"model":"claude-opus-4-8","max_tokens":100,"messages":[{"role":"user","content":"Say hi"}]}"#
    static let stream =
        #"{"model":"claude-opus-4-8","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"Say hi"}]}"#
    static let chat = #"{"model":"gpt-4o","messages":[{"role":"user","content":"Say hi"}]}"#
}
