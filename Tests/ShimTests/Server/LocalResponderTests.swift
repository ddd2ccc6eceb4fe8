import FakeArgo
import LosslessJSON
import NIOCore
import Testing

@testable import Shim

@Suite(.timeLimit(.minutes(2)))
struct LocalResponderTests {
    @Test func `health is open and tells nothing`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(response.status == 200)
            #expect(response.text == #"{"status":"ok"}"#)
        }
    }

    @Test func `models are Argo's, with the names that clients know`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.get("/v1/models?limit=1000")
            #expect(response.status == 200)
            #expect(response.text.contains(#""id":"claude-opus-4-8""#))
            #expect(response.text.contains(#""display_name":"Claude Opus 4.8""#))
            #expect(response.text.contains(#""internal_id":"claudeopus48""#))
        }
    }

    @Test func `Codex is told nothing that would replace what it knows of models, even before there is a list`() async throws {
        for hasModels in [true, false] {
            try await withTestShim(hasModels: hasModels) { shim async throws in
                let response = try await shim.get("/v1/models?client_version=0.163.0")
                #expect(response.status == 200)
                #expect(response.text == #"{"models":[]}"#)
            }
        }
    }

    @Test func `one model is found by any of its names`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.get("/v1/models/argo:gpt-4o")
            #expect(response.status == 200)
            #expect(response.text.contains(#""internal_id":"gpt4o""#))
            #expect(try await shim.get("/v1/models/gpt-99").status == 404)
        }
    }

    @Test func `without a list there is 503 with the reason, and a failed look is repeated`() async throws {
        let script = Script(path: "/argoapi/v1/models", [.head(500), .end])
        try await withTestShim(scripts: [script], hasModels: false, change: { $0.times.modelRetry = .milliseconds(100) }) {
            shim async throws in
            // The second look works; until then clients are told why there is nothing.
            var response = try await shim.get("/v1/models")
            if response.status != 200 {
                #expect(response.status == 503)
                #expect(response.value(of: "retry-after") != nil)
                try await shim.argo.waitForRequests(2)
            }
            while response.status != 200 { response = try await shim.get("/v1/models") }
            #expect(response.text.contains("gpt4o"))
        }
    }

    @Test func `whoever waits for the first look at Argo's list learns how it went`() async throws {
        let gate = Gate()
        let script = Script(path: "/argoapi/v1/models", [.wait(for: gate), .head(500), .end])
        try await withTestShim(scripts: [script], hasModels: false, change: { $0.times.modelRetry = .hours(1) }) { shim async throws in
            try await shim.argo.waitForRequests(1)
            await shim.server.firstLookAtModels(within: .milliseconds(50))
            #expect(try #require(await shim.server.status()).models.failure == nil)
            gate.open()
            await shim.server.firstLookAtModels(within: .seconds(60))
            #expect(try #require(await shim.server.status()).models.failure?.contains("answered 500") == true)
        }
    }

    @Test func `refresh looks at Argo's list again`() async throws {
        try await withTestShim { shim async throws in
            #expect(try await shim.send(shim.head("POST", "/refresh", headers: ["content-length: 0"])).status == 202)
            try await shim.argo.waitForRequests(2)
            #expect(await shim.argo.requests.allSatisfy { $0.target == "/argoapi/v1/models" })
        }
    }

    @Test func `an invalid model makes the shim look at Argo's list again and names the nearest`() async throws {
        try await withTestShim { shim async throws in
            let body = #"{"model":"gpt-4oo","messages":[{"role":"user","content":"hi"}]}"#
            let response = try await shim.send(shim.post("/v1/chat/completions", body))
            #expect(response.status == 404)
            #expect(response.text.contains(#""code":"model_not_found""#))
            #expect(response.text.contains("gpt-4o"))
            let requests = try await shim.argo.waitForRequests(3)
            #expect(requests.last?.target == "/argoapi/v1/models")
        }
    }

    @Test func `status counts without naming secrets`() async throws {
        try await withTestShim { shim async throws in
            let response = try await shim.get("/v1/status")
            #expect(response.status == 200)
            for key in ["version", "uptime_seconds", "upstream", "connections", "requests", "errors", "models"] {
                #expect(response.text.contains("\"\(key)\""))
            }
            #expect(!response.text.contains(TestTokens.good))
        }
    }

    @Test func `over a way that is still being built the models are asked for when it is up`() async throws {
        let route = RouteStatus(state: .connecting, hop: "logins.example", since: 0, reconnections: 0, openStreams: 0)
        try await withTestShim(hasModels: false, route: route) { shim async throws in
            #expect(try await shim.get("/v1/models").status == 503)
            #expect(await shim.argo.connectionCount.accepted == 0)
            shim.server.routeDidComeUp()
            try await shim.argo.waitForRequests(1)
            #expect(await shim.argo.requests.map(\.target) == ["/argoapi/v1/models"])
        }
    }

    @Test func `status has these bytes, each number written as 0`() async throws {
        let numbers = /[0-9]+/
        let counts =
            #"{"version":"test","uptime_seconds":0,"upstream":"apps.inside.anl.gov","user":"tester","connections":0,"open_requests":0,"#
            + #""requests":0,"errors":0,"last_hour":{"requests":0,"errors":0},"upstream_connections":{"open":0,"idle":0},"#
        try await withTestShim { shim async throws in
            let text = try await shim.get("/v1/status").text.replacing(numbers, with: "0")
            #expect(text == counts + #""models":{"source":"live","count":0,"failure":null}}"#)
        }
        let script = Script(path: "/argoapi/v1/models", [.head(500), .end])
        let route = RouteStatus(state: .waitingForPerson, hop: nil, since: 1_800_000_000, reconnections: 2, openStreams: 5)
        try await withTestShim(scripts: [script], hasModels: false, route: route, change: { $0.times.modelRetry = .hours(1) }) {
            shim async throws in
            shim.server.routeDidComeUp()
            await shim.server.firstLookAtModels(within: .seconds(60))
            let failure = try #require(await shim.server.status()?.models.failure)
            let text = try await shim.get("/v1/status").text.replacing(numbers, with: "0")
            let words = String(decoding: JSONValue.string(failure.replacing(numbers, with: "0")).serialized, as: UTF8.self)
            let models = #""models":{"source":"built-in","count":0,"failure":\#(words)},"#
            let tunnel = #""tunnel":{"state":"waiting for a person","hop":null,"since":0,"reconnections":0,"open_streams":0}}"#
            #expect(text == counts + models + tunnel)
        }
    }

    @Test func `status tells of a tunnel where there is one`() async throws {
        try await withTestShim { shim async throws in
            #expect(try await !shim.get("/v1/status").text.contains("tunnel"))
        }
        let route = RouteStatus(state: .connecting, hop: "logins.example", since: 1_800_000_000, reconnections: 2, openStreams: 5)
        try await withTestShim(hasModels: false, route: route) { shim async throws in
            let text = try await shim.get("/v1/status").text
            let tunnel =
                #""tunnel":{"state":"connecting","hop":"logins.example","since":1800000000,"reconnections":2,"open_streams":5}"#
            #expect(text.contains(tunnel), "\(text)")
        }
    }
}

struct RequestHistoryTests {
    @Test func `the last hour is this minute and the 59 before it`() {
        var history = RequestHistory()
        for minute in 0..<200 { history.note(isError: minute % 10 == 0, minute: minute) }
        #expect(history.lastHour(minute: 199) == (60, 6))
        #expect(history.lastHour(minute: 229) == (30, 3))
        #expect(history.lastHour(minute: 258) == (1, 0))
        #expect(history.lastHour(minute: 259) == (0, 0))
    }

    @Test func `requests of one minute add up, and those of an hour before it do not`() {
        var history = RequestHistory()
        for _ in 0..<3 { history.note(isError: false, minute: 5) }
        #expect(history.lastHour(minute: 5) == (3, 0))
        history.note(isError: true, minute: 65)
        #expect(history.lastHour(minute: 65) == (1, 1))
    }

    @Test func `it is right for any times that only go forward`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var history = RequestHistory()
            var all: [Int] = []
            var minute = Int.random(in: 0..<1_000, using: &generator)
            for _ in 0..<300 {
                minute += [0, 0, 0, 1, 2, 70].randomElement(using: &generator) ?? 0
                history.note(isError: false, minute: minute)
                all.append(minute)
                #expect(history.lastHour(minute: minute).requests == all.count { $0 > minute - 60 })
            }
        }
    }

    @Test func `nothing is nothing`() {
        #expect(RequestHistory().lastHour(minute: 0) == (0, 0))
    }
}
