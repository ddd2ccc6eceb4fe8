import Foundation

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
