import FakeArgo
import Foundation
import Testing

/// Real clients that read what `argo-shim configure` wrote, and nothing else.
///
/// One after the other: some of them load for seconds.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ConfiguredClientTests {
    @Test(
        .enabled(if: ConfiguredClient.allCases.contains { RealClients.runs($0.program) }, RealClients.advice),
        arguments: ConfiguredClient.allCases.filter { RealClients.runs($0.program) })
    func `a client answers with what configure wrote, and again when the token was replaced`(client: ConfiguredClient) async throws {
        let home = try TestHome()
        try await withFakeArgo(tls: .generated()) { argo in
            try await RunningShim.with(home, argo: argo) { shim in
                try await shim.waitForModels()
                let configured = try await RunningProgram.run(try home.argoShim("configure", client.rawValue, "--model", client.model))
                #expect(configured.status == .code(0) && configured.errors.contains("\(client.rawValue): wrote "), "\(configured)")
                try await expectAnswer(to: "say hi", from: client, in: home)

                let old = try shim.token()
                #expect(try await RunningProgram.run(try home.argoShim("token", "rotate", "--token-grace", "0")).status == .code(0))
                if let words = client.wordsForNewToken { _ = try await shim.program.errors.line(containing: words) }
                try await expectAnswer(to: "say hi again", from: client, in: home)

                let tokens = [old, try shim.token()]
                for request in await argo.requests {
                    #expect(
                        !tokens.contains { token in request.text.contains(token) || request.headers.contains { $0.value.contains(token) } })
                }
                // Hermes looks around without any token first.
                let refused = await shim.stop().errors.split(separator: "\n").filter {
                    $0.contains("status=401") && $0.contains("POST /v1/")
                }
                #expect(refused == [], "a client that starts asks for the token that is good")
            }
            // The client may have written into its settings itself; what is ours goes.
            #expect(try await RunningProgram.run(try home.argoShim("configure", "--undo")).status == .code(0))
            #expect(try await RunningProgram.run(try home.argoShim("configure", "--undo")).errors.hasPrefix("Nothing was written"))
        }
    }

    private func expectAnswer(to question: String, from client: ConfiguredClient, in home: TestHome) async throws {
        let finished = try await client.ask(question, in: home)
        #expect(finished.status == .code(0) && finished.output.contains("Hello from "), "\(finished)")
        #expect(finished.output.contains("You said: "), "\(finished)")
        // Of models that it does not know, Codex says so.
        if client == .codex { #expect(!finished.errors.contains("ERROR"), "\(finished)") }
    }
}
