import FakeArgo
import Foundation
import Testing

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
