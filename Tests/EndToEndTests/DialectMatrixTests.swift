import FakeArgo
import Foundation
import Testing

/// Every pair of dialects, and Argo's own models, with the SDKs of the three vendors, through the program, as `Clients/Matrix/table.py`
/// has it.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: RealClients.runsPython, RealClients.advice))
struct DialectMatrixTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Clients/Matrix").path

    @Test(arguments: ["chat", "responses", "messages", "google"])
    func `every case of every upstream arrives and comes back as the table says`(dialect: String) async throws {
        let python = try #require(RealClients.python, RealClients.advice)
        let home = try TestHome()
        let upstreams = ScriptedUpstreams()
        try await withFakeArgo(quirks: .none, responder: { upstreams.steps(for: $0) }) { fake in
            let providers = ["chat/v1", "responses/v1", "messages/v1", "google"].map { path in
                let name = path.prefix { $0 != "/" }
                return "  up-\(name):\n    base_url: http://127.0.0.1:\(fake.port)/\(path)\n    dialect: \(name)\n"
            }
            try home.write("version: 1\nproviders:\n" + providers.joined(), to: ".config/argo-shim/config.yaml")
            try await withFakeArgo(tls: .generated(), quirks: .none, responder: { upstreams.steps(for: $0) }) { argo in
                try await RunningShim.with(home, argo: argo, options: ["--no-update-settings"]) { shim in
                    try await shim.waitForModels()
                    let settings = [
                        "ARGO_SHIM_PORT": "\(shim.port)", "ARGO_SHIM_TOKEN": try shim.token(), "UPSTREAM_PORT": "\(fake.port)",
                        // The repository is not the place for compiled scripts.
                        "PYTHONDONTWRITEBYTECODE": "1",
                    ]
                    let finished = try await RunningProgram.run(
                        Command(
                            program: python, arguments: ["\(Self.folder)/walk.py", dialect],
                            environment: home.environment.merging(settings) { _, new in new }, folder: home.path))
                    #expect(finished.status == .code(0), "\(finished.output)\n\(finished.errors)")
                }
            }
        }
    }
}
