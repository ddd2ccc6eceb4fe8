import FakeArgo
import Foundation
import Testing
import Translation

@testable import Shim

/// What is told of a provider's key without asking anybody for it.
@Suite(.timeLimit(.minutes(2))) struct KeyStateTests {
    private let now = 1_800_000_000

    private func state(_ sources: KeySource...) -> KeyState {
        KeyState(of: sources, unixTime: now)
    }

    @Test func `the first place that has something counts, and a program is not run`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("argo-shim-keys-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (good, bad, absent) = ("\(folder)/good", "\(folder)/bad", "\(folder)/absent")
        try Data("key-1\n".utf8).write(to: URL(fileURLWithPath: good))
        try Data("two words\n".utf8).write(to: URL(fileURLWithPath: bad))
        let program = KeySource.command(name: "pass") { () throws(KeyFault) in
            Issue.record("it was run")
            throw .missing(places: [])
        }
        #expect(KeyState(of: [], unixTime: now).kind == .unneeded)
        #expect(state(.variable("A", ProviderKey("x"))).kind == .found)
        #expect(state(.variable("A", nil), .file(path: absent)).places == ["$A", absent])
        #expect(state(.variable("A", nil), .file(path: absent)).kind == .missing)
        #expect(state(.file(path: absent), .file(path: good)) == state(.file(path: good)))
        #expect(state(.file(path: good)).kind == .found)
        #expect(state(.file(path: bad)).kind == .unusable)
        #expect(state(.file(path: bad)).reason == "What \(bad) holds is no key.")
        #expect(state(.variable("A", nil), program).kind == .unasked)
    }

    @Test func `a login that has ended is found where it can be renewed, and expired where it cannot`() async throws {
        try await TestProvider.with([]) { provider in
            let address = try #require(ServiceAddress("https://auth.example/token"))
            let login = GlobusLogin(path: provider.filePath, resourceServer: "service", client: "client", tokenAddress: address)
            let now = Int(Date().timeIntervalSince1970)
            let kind = { KeyState(of: [.globus(login)], unixTime: now).kind }
            #expect(kind() == .missing)
            try provider.writeLogin("t", secondsLeft: 3_600, refreshToken: nil)
            #expect(kind() == .found)
            try provider.writeLogin("t", secondsLeft: -60, refreshToken: nil)
            #expect(kind() == .expired)
            try provider.writeLogin("t", secondsLeft: -60)
            #expect(kind() == .found)
            try Data("[]".utf8).write(to: provider.file)
            #expect(kind() == .unusable)
        }
    }

    @Test func `a look at a provider sends nothing unless it is asked for the models`() async throws {
        let list = TestProvider.reply(200, #"{"data":[{"id":"a"},{"id":"b"}]}"#, path: "/gateway/sophia/vllm/v1/models")
        try await TestProvider.with([list]) { fake in
            let provider = try #require(try fake.providers(token: "key").first)
            #expect(await ProviderProbe.reach(provider) == .reached)
            #expect(await fake.fake.requests.isEmpty)
            #expect(await ProviderProbe.models(of: provider) == .listed(count: 2))
            #expect(await fake.fake.requests.map(\.path) == ["/gateway/sophia/vllm/v1/models"])
        }
        let nobody = Provider(name: "gone", address: try #require(ServiceAddress("http://127.0.0.1:1/v1")), dialect: .chat)
        guard case .failed(let words) = await ProviderProbe.reach(nobody) else { return #expect(Bool(false), "it was reached") }
        #expect(words.contains("127.0.0.1:1"))
    }
}
