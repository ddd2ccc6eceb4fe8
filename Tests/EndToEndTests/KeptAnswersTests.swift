import FakeArgo
import Testing

/// What a shim keeps of the Responses API, and what it is told not to keep.
@Suite(.timeLimit(.minutes(2))) struct KeptAnswersTests {
    private static let question = #"{"model":"gpt-5.5","input":"say hi"}"#

    @Test func `an answer is kept for its user alone, and not where that is switched off`() async throws {
        let home = try TestHome()
        let folder = ".local/state/argo-shim/responses"
        try await withFakeArgo(tls: .generated()) { argo async throws in
            try await RunningShim.with(home, argo: argo, options: ["--no-kept-answers"]) { shim async throws in
                #expect(try await shim.curl().post("/v1/responses", Self.question).status == 200)
                #expect(await shim.stop().status == .code(0))
            }
            #expect(!home.exists(folder))
            try await RunningShim.with(home, argo: argo) { shim async throws in
                #expect(try await shim.curl().post("/v1/responses", Self.question).status == 200)
                #expect(await shim.stop().status == .code(0))
            }
            let names = try home.names(in: folder)
            #expect(names.count == 1)
            #expect(try home.mode(folder) == 0o700)
            for name in names { #expect(try home.mode("\(folder)/\(name)") == 0o600) }
        }
    }
}
