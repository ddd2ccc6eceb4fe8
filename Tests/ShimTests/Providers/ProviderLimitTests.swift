import FakeArgo
import LosslessJSON
import NIOCore
import NIOPosix
import Testing
import Translation

@testable import Shim

/// What becomes of requests that a provider's limits hold back.
@Suite(.timeLimit(.minutes(2)))
struct ProviderLimitTests {
    private static let metis = "/gateway/metis/api/v1/chat/completions"

    private func call(_ client: Dialect) -> ForeignCall { ForeignCall(client: client, model: TestProvider.model, target: .chatCompletions) }

    private func providers(_ provider: TestProvider, _ change: (inout ProviderLimits) -> Void) throws -> [Provider] {
        var providers = try provider.providers(token: "key")
        change(&providers[0].limits)
        return providers
    }

    private func ask(_ shim: TestShim, _ call: ForeignCall) async throws -> RawResponse {
        try await shim.send(shim.post(call.path(isStreaming: false), call.body("hi", isStreaming: false)))
    }

    /// Bounded by the number of looks, each of which goes through the shim's loop.
    private func wait(for count: Int, at shim: TestShim) async throws {
        for _ in 0..<100_000 where await shim.server.providerStatuses(unixTime: 0)?.first?.waiting == count { return }
        Issue.record("\(count) requests never waited")
    }

    @Test func `one request more than at a time waits until another one has its answer, and a client that goes gives up its place`()
        async throws
    {
        let gate = Gate()
        let slow = Script(path: TestProvider.path, [.wait(for: gate)] + TestProvider.answer(isStreaming: false).steps)
        let scripts = [slow, TestProvider.answer(isStreaming: false), TestProvider.answer(isStreaming: false)]
        try await TestProvider.with(scripts) { provider in
            let providers = try providers(provider) { $0.concurrentRequests = 1 }
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                async let first = ask(shim, call(.chat))
                _ = try await provider.fake.nextRequest()
                let leaving = try await RawConnection.open(port: shim.port)
                try await leaving.send(shim.post(call(.chat).path(isStreaming: false), call(.chat).body("bye", isStreaming: false)))
                try await wait(for: 1, at: shim)
                async let second = ask(shim, call(.messages))
                try await wait(for: 2, at: shim)
                await leaving.close()
                #expect(await provider.fake.requestCount == 1)
                gate.open()
                #expect(try await first.status == 200)
                #expect(try await second.status == 200)
                #expect(await provider.fake.requests.map(\.text).filter { $0.contains("bye") } == [])
                // The place is free again.
                #expect(try await ask(shim, call(.chat)).status == 200)
            }
        }
    }

    @Test func `when enough wait, one more is refused; so is one that has waited long enough`() async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        var limits = ProviderLimits()
        limits.concurrentRequests = 1
        let fixed = limits
        let (waited, refused) = try await eventLoop.flatSubmit { () -> EventLoopFuture<(RequestQueue.Refusal?, RequestQueue.Refusal?)> in
            let patient = RequestQueue(fixed, on: eventLoop)
            let impatient = RequestQueue(fixed, patience: .nanoseconds(0), on: eventLoop)
            var places: [ConcurrencyPermit?] = []
            var refused: RequestQueue.Refusal?
            for _ in 0..<(RequestQueue.mostWaiting + 2) {
                patient.enter { result in
                    switch result {
                    case .success(let place): places.append(place)
                    case .failure(let refusal): refused = refusal
                    }
                }
            }
            let isRight = places.count == 1 && patient.waitingCount == RequestQueue.mostWaiting
            let promise = eventLoop.makePromise(of: (RequestQueue.Refusal?, RequestQueue.Refusal?).self)
            impatient.enter { result in places.append(try? result.get()) }
            impatient.enter { [refused] result in
                let waited: RequestQueue.Refusal? = if case .failure(let refusal) = result { refusal } else { nil }
                promise.succeed((waited, isRight ? refused : nil))
            }
            promise.futureResult.assumeIsolated().whenComplete { _ in
                // Until here somebody has the places.
                withExtendedLifetime((patient, impatient, places)) {}
            }
            return promise.futureResult
        }.get()
        #expect(waited == .full(limit: 1) && refused == .full(limit: 1))
    }

    @Test(arguments: Dialect.allCases)
    func `more requests a minute than allowed are refused in the client's dialect, and told when to come again`(dialect: Dialect)
        async throws
    {
        try await TestProvider.with([TestProvider.answer(isStreaming: false)]) { provider in
            let providers = try providers(provider) { $0.requestsPerMinute = 1 }
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                #expect(try await ask(shim, call(dialect)).status == 200)
                let second = try await ask(shim, call(dialect))
                #expect(second.status == 429)
                let seconds = try #require(second.value(of: "retry-after").flatMap { Int($0) })
                #expect((1...60).contains(seconds))
                let words = "The limit for ALCF Sophia is 1 requests a minute."
                let document = try JSONDocument(second.body)
                #expect(document.value(at: ["error", "message"]).flatMap(document.string)?.hasPrefix(words) == true, "\(second.text)")
                let mark = dialect == .google ? "RESOURCE_EXHAUSTED" : "rate_limit_error"
                #expect(second.text.contains(mark), "\(second.text)")
                #expect(await provider.fake.requestCount == 1)
            }
        }
    }

    @Test func `where a limit refuses, the model's substitute is asked`() async throws {
        try await TestProvider.with([TestProvider.answer(isStreaming: false), TestProvider.answer(isStreaming: false, path: Self.metis)]) {
            provider in
            let providers = try providers(provider) { $0.requestsPerMinute = 1 }
            let fallbacks = [TestProvider.model: ["alcf-metis/gpt-oss-120b"]]
            try await withTestShim(change: { ($0.providers, $0.fallbacks) = (providers, fallbacks) }) { shim async throws in
                #expect(try await ask(shim, call(.chat)).status == 200)
                let second = try await ask(shim, call(.chat))
                #expect(second.status == 200)
                #expect(second.value(of: "x-argo-shim-note")?.contains("which is at its limit") == true)
                #expect(await provider.fake.requests.map(\.path) == [TestProvider.path, Self.metis])
            }
        }
    }

    @Test func `a body that is too large for the provider is a 413, and nothing of it is sent`() async throws {
        try await TestProvider.with([]) { provider in
            let providers = try providers(provider) { $0.bodySize = 1_000 }
            try await withTestShim(change: { $0.providers = providers }) { shim async throws in
                let body = call(.chat).body(String(repeating: "x", count: 1_000), isStreaming: false)
                let response = try await shim.send(shim.post("/v1/chat/completions", body))
                #expect(
                    response.status == 413 && response.text.contains("The limit for a request to ALCF Sophia is 1000 bytes"),
                    "\(response.text)"
                )
                #expect(await provider.fake.requestCount == 0)
            }
        }
    }

    @Test func `a request for more tokens than allowed is one for so many, and the client is told`() async throws {
        try await TestProvider.with([TestProvider.answer(isStreaming: false), TestProvider.answer(isStreaming: false)]) { provider in
            let providers = try providers(provider) { $0.maximumOutput = 100 }
            let alias = ModelAlias(name: "short", target: TestProvider.model, maximumOutput: 50)
            try await withTestShim(change: { ($0.providers, $0.aliases) = (providers, [alias]) }) { shim async throws in
                let chat = #"{"model":"\#(TestProvider.model)","max_tokens":32000,"messages":[{"role":"user","content":"hi"}]}"#
                let first = try await shim.send(shim.post("/v1/chat/completions", chat))
                #expect(
                    first.values(of: "x-argo-shim-note").contains("max_tokens 32000 sent as 100, the limit of ALCF Sophia"),
                    "\(first.headers)")
                #expect(try await provider.fake.nextRequest().text.contains(#""max_tokens":100,"#))

                let messages = #"{"model":"short","max_tokens":32000,"messages":[{"role":"user","content":"hi"}]}"#
                let second = try await shim.send(shim.post("/v1/messages", messages))
                #expect(second.values(of: "x-argo-shim-note").contains { $0.contains("the model answers with at most 50 tokens") })
                #expect(try await provider.fake.nextRequest().text.contains(#"_tokens":50"#))
            }
        }
    }

    @Test func `the list of models has the limits, and of a name of the user's what is known of the model that it means`() async throws {
        let list = TestProvider.reply(200, #"{"data":[{"id":"openai/gpt-oss-120b"}]}"#, path: "/gateway/sophia/vllm/v1/models")
        try await TestProvider.with([list]) { provider in
            let providers = Array(try providers(provider) { $0.maximumOutput = 8_192 }.prefix(1))
            let aliases = [
                ModelAlias(name: "oss", target: TestProvider.model, contextTokens: 65_536), ModelAlias(name: "fast", target: "argo:gpt-4o"),
                ModelAlias(name: "lost", target: "alcf-sophia/none"),
            ]
            try await withTestShim(change: { ($0.providers, $0.aliases) = (providers, aliases) }) { shim async throws in
                let facts = { (name: String) async throws -> String in
                    let document = try JSONDocument(try await shim.get("/v1/models").body)
                    let models = document.value(at: ["data"]).map(document.elements) ?? []
                    let model = models.first { document.value("id", of: $0).flatMap(document.string) == name }
                    let node = try #require(model.flatMap { document.value("argo_shim", of: $0) })
                    return String(decoding: document.bytes[node.range], as: UTF8.self)
                }
                #expect(
                    try await facts(TestProvider.model)
                        == #"{"provider":"alcf-sophia","capabilities":["text","tools","reasoning"],"context_tokens":131072,"answer_tokens":8192,"state":"listed","reason":null}"#
                )
                #expect(
                    try await facts("oss")
                        == #"{"provider":"alcf-sophia","capabilities":["text","tools","reasoning"],"context_tokens":65536,"answer_tokens":8192,"state":"listed","reason":null}"#
                )
                #expect(
                    try await facts("fast")
                        == #"{"provider":"argo","capabilities":["text","vision","tools"],"context_tokens":128000,"answer_tokens":16384,"state":"listed","reason":null}"#
                )
                #expect(try await facts("lost").contains(#""state":"not listed""#))
            }
        }
    }
}

struct RequestRateTests {
    private func time(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(100 + seconds) }

    @Test func `so many get through in any minute, and the next one is told how long it has to wait`() {
        var rate = RequestRate(limit: 2)
        #expect(rate.admit(now: time(0)) == nil)
        #expect(rate.admit(now: time(10)) == nil)
        #expect(rate.admit(now: time(10)) == .seconds(50))
        #expect(rate.admit(now: time(59)) == .seconds(1))
        // What was refused does not count.
        #expect(rate.admit(now: time(60)) == nil)
        #expect(rate.admit(now: time(61)) == .seconds(9))
        #expect(rate.admit(now: time(70)) == nil)
    }
}
