import FakeArgo
import Foundation
import Testing

/// A home in which every client has left its files, as it or its user writes them: `HomeOfAllClients`, where `dot-` stands for a dot.
@Suite(.timeLimit(.minutes(10))) struct HomeOfAllClientsTests {
    private static let clients = [
        "claude-code", "codex", "opencode", "hermes", "aider", "vtcode", "llm-rosetta", "continue", "zed", "goose", "llm", "pi", "gemini",
    ]
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("HomeOfAllClients").path

    @Test func `all clients configured, the token rotated twice, all of it uninstalled: every byte is as before`() async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            let before = try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                try writeClients(in: home, port: shim.port)
                let before = try snapshot(home)
                let configured = try await run(["configure"], in: home)
                #expect(configured.status == .code(0), "\(configured)")
                for client in Self.clients { #expect(configured.errors.contains("\(client): wrote "), "\(client) in \(configured)") }
                try await expectAllRight(in: home)

                var tokens = [try shim.token()]
                for round in 1...2 {
                    #expect(try await run(["token", "rotate"], in: home).status == .code(0))
                    // The last one in the order of the clients.
                    _ = try await shim.program.errors.line(round, containing: "gemini: wrote GEMINI_API_KEY in ")
                    try await expectAllRight(in: home)
                    let texts = try snapshot(home).values.map { String(decoding: $0.bytes, as: UTF8.self) }
                    for old in tokens { #expect(!texts.contains { $0.contains(old) }) }
                    tokens.append(try shim.token())
                    #expect(texts.contains { $0.contains(tokens[round]) })
                }
                let said = await shim.stop().errors
                for token in tokens { #expect(!said.contains(token)) }
                return before
            }
            let finished = try await run(["uninstall", "--yes"], in: home)
            #expect(finished.status == .code(0), "\(finished)")
            #expect(try snapshot(home) == before)
            #expect(!home.exists(".local/state/argo-shim"))
        }
    }

    // MARK: What the test does

    private struct File: Equatable {
        let bytes: Data
        let mode: Int?
    }

    private func run(_ arguments: [String], in home: TestHome) async throws -> FinishedProgram {
        try await RunningProgram.run(try home.argoShim(arguments, environment: ["PATH": "/usr/bin:/bin"]))
    }

    private func expectAllRight(in home: TestHome) async throws {
        let list = try await run(["configure", "--list"], in: home).output
        let states = list.split(separator: "\n").map {
            $0.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let right = Set(states.filter { $0.count == 2 && $0[1].hasPrefix("right ") }.map { $0[0] })
        #expect(right == Set(Self.clients), "\(list)")
        #expect(!list.contains("drifted"), "\(list)")
    }

    private func writeClients(in home: TestHome, port: Int) throws {
        for name in try FileManager.default.subpathsOfDirectory(atPath: Self.folder) {
            guard let data = FileManager.default.contents(atPath: "\(Self.folder)/\(name)") else { continue }
            let text = String(decoding: data, as: UTF8.self).replacing("127.0.0.1:PORT", with: "127.0.0.1:\(port)")
            try home.write(text, to: name.replacing("dot-", with: "."))
        }
    }

    private func snapshot(_ home: TestHome) throws -> [String: File] {
        var files: [String: File] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: home.path)
        where !name.hasPrefix(".local") && !name.hasPrefix("tmp") {
            files[name] = File(bytes: FileManager.default.contents(atPath: "\(home.path)/\(name)") ?? Data(), mode: try home.mode(name))
        }
        return files
    }
}
