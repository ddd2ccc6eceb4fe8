import FakeArgo
import Foundation
import Testing
import Translation

@testable import Shim

/// The token of ALCF's helper: looked up for each request, renewed before it ends, and told of where it is missing.
@Suite(.timeLimit(.minutes(2)))
struct ProviderLoginTests {
    private let chat = #"{"model":"\#(TestProvider.model)","messages":[{"role":"user","content":"hi"}]}"#

    @Test func `the token of the login's file is taken, and a newer one at once`() async throws {
        try await TestProvider.with(Array(repeating: TestProvider.answer(isStreaming: false), count: 2)) { provider in
            let providers = try provider.providers()
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                for token in ["first", "second"] {
                    try provider.writeLogin(token, secondsLeft: 7_200)
                    #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200)
                    #expect(try await provider.fake.nextRequest().values(of: "authorization") == ["Bearer \(token)"])
                }
            }
        }
    }

    @Test func `a token near its end is renewed once for all who wait, and the file keeps its form`() async throws {
        let gate = Gate()
        let answers = Array(repeating: TestProvider.answer(isStreaming: false), count: 3)
        let grant = TestProvider.grant("renewed")
        try await TestProvider.with([Script(path: grant.path, [.wait(for: gate)] + grant.steps)] + answers) { provider in
            try provider.writeLogin("old", secondsLeft: 60)
            let before = try provider.readLogin()
            let providers = try provider.providers()
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                async let one = shim.send(shim.post("/v1/chat/completions", chat))
                async let other = shim.send(shim.post("/v1/chat/completions", chat))
                let renewal = try await provider.fake.nextRequest()
                #expect(renewal.path == TestProvider.tokenPath)
                #expect(renewal.text == "grant_type=refresh_token&refresh_token=refresh-1&client_id=client")
                #expect(renewal.values(of: "content-type") == ["application/x-www-form-urlencoded"])
                gate.open()
                let statuses = try await [one.status, other.status]
                #expect(statuses == [200, 200])
                #expect(try await shim.send(shim.post("/v1/chat/completions", chat)).status == 200)
                let requests = await provider.fake.requests.dropFirst()
                #expect(requests.map(\.path) == Array(repeating: TestProvider.path, count: 3))
                #expect(requests.allSatisfy { $0.values(of: "authorization") == ["Bearer renewed"] })
                let after = try provider.readLogin()
                #expect(after.mode == 0o600)
                let expected = before.text.replacing(#""old""#, with: #""renewed""#).replacing("refresh-1", with: "refresh-2")
                #expect(Self.withoutEnd(after.text) == Self.withoutEnd(expected))
                #expect(!shim.log.text.contains("renewed") && !shim.log.text.contains("refresh-"))
            }
        }
    }

    /// The file without the last time that stands in it.
    private static func withoutEnd(_ text: String) -> [Substring] {
        guard let range = text.ranges(of: "\"expires_at_seconds\": ").last else { return [] }
        return [text[..<range.upperBound], text[range.upperBound...].drop(while: \.isNumber)]
    }

    @Test(arguments: Dialect.allCases)
    func `a login that has ended is told in the client's dialect, with the command that makes another`(dialect: Dialect) async throws {
        let refusal = TestProvider.reply(400, #"{"error":"invalid_grant"}"#, path: TestProvider.tokenPath)
        try await TestProvider.with([refusal]) { provider in
            try provider.writeLogin("old-token", secondsLeft: -10)
            let providers = try provider.providers()
            let call = ForeignCall(client: dialect, model: TestProvider.model, target: .chatCompletions)
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.send(shim.post(call.path(isStreaming: true), call.body("hi", isStreaming: true)))
                #expect(response.status == 401)
                #expect(response.text.contains("invalid_grant"))
                #expect(response.text.contains("inference_auth_token.py authenticate"))
                #expect(response.text.contains(dialect == .google ? "UNAUTHENTICATED" : "authentication_error"))
                #expect(!response.text.contains("old-token") && !response.text.contains("refresh-1"))
                #expect(await provider.fake.requestCount == 1)
            }
        }
    }

    @Test func `without any login nothing is sent anywhere`() async throws {
        try await TestProvider.with([]) { provider in
            let providers = try provider.providers()
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.send(shim.post("/v1/chat/completions", chat))
                #expect(response.status == 401)
                #expect(response.text.contains("$ALCF_INFERENCE_TOKEN"))
                #expect(response.text.contains(provider.filePath))
                #expect(response.text.contains("inference_auth_token.py authenticate"))
                #expect(await provider.fake.requestCount == 0)
            }
        }
    }

    @Test(arguments: [60, -60])
    func `a login server that fails matters only when the token has ended`(secondsLeft: Int) async throws {
        let failure = TestProvider.reply(503, "{}", path: TestProvider.tokenPath)
        try await TestProvider.with([failure, TestProvider.answer(isStreaming: false)]) { provider in
            try provider.writeLogin("old", secondsLeft: secondsLeft)
            let providers = try provider.providers()
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.send(shim.post("/v1/chat/completions", chat))
                #expect(response.status == (secondsLeft > 0 ? 200 : 503))
                if secondsLeft < 0 { #expect(response.value(of: "retry-after") == "5") }
            }
        }
    }

    @Test func `a token that the provider refuses is a 401 with the way to another`() async throws {
        try await TestProvider.with([TestProvider.reply(401, #"{"detail":"Token is not active"}"#)]) { provider in
            try provider.writeLogin("stale-token", secondsLeft: 3_600)
            let providers = try provider.providers()
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let response = try await shim.send(
                    shim.post(
                        "/v1/messages", #"{"model":"\#(TestProvider.model)","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"#))
                #expect(response.status == 401)
                #expect(response.text.contains("Token is not active. Log in with ALCF's helper"))
                #expect(!response.text.contains("stale-token"))
            }
        }
    }

    @Test(arguments: [#"{"data":{}}"#, "[", #"{"data":{"DEFAULT":{"service":{"access_token":"a b","expires_at_seconds":9999999999}}}}"#])
    func `a file of another form is no login`(text: String) throws {
        #expect(GlobusTokenFile(Array(text.utf8), resourceServer: "service") == nil)
    }

    @Test func `a key never prints itself`() throws {
        let key = try #require(ProviderKey("  very-secret\n"))
        #expect(key.secret == "very-secret")
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!"\(key) \(String(reflecting: key)) \(dumped)".contains("very"))
        #expect(ProviderKey("two words") == nil)
        #expect(ProviderKey("") == nil)
    }

    @Test func `where a variable's key is refused, the variable is named, and that it is read at the start`() async throws {
        try await TestProvider.with([TestProvider.reply(401, #"{"error":{"message":"Token expired"}}"#)]) { provider in
            let providers = try provider.providers(token: "old")
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let body = #"{"model":"\#(TestProvider.model)","messages":[{"role":"user","content":"hi"}]}"#
                let response = try await shim.send(shim.post("/v1/chat/completions", body))
                #expect(response.status == 401)
                let words =
                    "argo-shim read the key from $ALCF_INFERENCE_TOKEN when it started: set another one and restart argo-shim"
                #expect(response.text.contains("Token expired"), "\(response.text)")
                #expect(
                    response.text.contains(words) && response.text.contains("restart it without that variable to use "), "\(response.text)")
            }
        }
    }
}

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
        #expect(state(.file(path: bad)).reason == "\(bad) does not contain a key.")
        #expect(state(.variable("A", nil), program).kind == .unasked)
    }

    @Test func `a login that has ended is found where it can be renewed, and expired where it cannot`() async throws {
        try await TestProvider.with([]) { provider in
            let address = try #require(ProviderAddress("https://auth.example/token"))
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
        let nobody = Provider(name: "gone", address: try #require(ProviderAddress("http://127.0.0.1:1/v1")), dialect: .chat)
        guard case .failed(let words) = await ProviderProbe.reach(nobody) else { return #expect(Bool(false), "it was reached") }
        #expect(words.contains("127.0.0.1:1"))
    }
}
