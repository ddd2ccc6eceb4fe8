import NIOHTTP1
import Testing

@testable import Shim

struct AdmissionTests {
    private func decide(
        _ headers: HTTPHeaders, target: String = "/v1/messages", version: HTTPVersion = .http1_1, isOpen: Bool = false,
        isAuthenticated: Bool = true
    ) throws -> Int {
        let admission = Admission(port: 8123, tokens: isAuthenticated ? TestTokens() : nil)
        let head = HTTPRequestHead(version: version, method: .POST, uri: target, headers: headers)
        return admission.refusal(of: head, target: try #require(RequestTarget(target)), isOpenRoute: isOpen)?.status ?? 200
    }

    private let token = ("x-api-key", TestTokens.good)

    @Test(arguments: ["127.0.0.1:8123", "localhost:8123", "[::1]:8123", "127.0.0.1", "localhost", "[::1]", "LocalHost:8123"])
    func `our own names are let in, with our port or without one`(host: String) throws {
        #expect(try decide(HTTPHeaders([("host", host), token])) == 200)
    }

    @Test(arguments: [
        "evil.example", "127.0.0.1:8124", "localhost:81230", "127.0.0.1.evil.example", "localhost.evil.example:8123", "0.0.0.0:8123", "",
        "127.0.0.1:8123@evil", "[::1", "127.0.0.1:", "192.168.0.1:8123", "::1",
    ])
    func `any other Host is 421, whatever the token`(host: String) throws {
        #expect(try decide(HTTPHeaders([("host", host), token])) == 421)
        #expect(try decide(HTTPHeaders([("host", host)]), isOpen: true) == 421)
        #expect(try decide(HTTPHeaders([("host", host), token]), isAuthenticated: false) == 421)
    }

    @Test func `two Hosts and none are 421, and HTTP 1.0 needs none`() throws {
        #expect(try decide(HTTPHeaders([("host", "localhost"), ("host", "localhost"), token])) == 421)
        #expect(try decide(HTTPHeaders([token])) == 421)
        #expect(try decide(HTTPHeaders([token]), version: .http1_0) == 200)
    }

    @Test func `the authority of an absolute target must be ours as well`() throws {
        let headers = HTTPHeaders([("host", "localhost:8123"), token])
        #expect(try decide(headers, target: "http://evil.example/v1/messages") == 421)
        #expect(try decide(headers, target: "http://localhost:8123/v1/messages") == 200)
    }

    @Test(arguments: [
        "https://evil.example", "null", "http://localhost:3000", "http://localhost", "file://", "http://127.0.0.1:8123.evil.example",
    ])
    func `a foreign Origin is 403, whatever the token`(origin: String) throws {
        #expect(try decide(HTTPHeaders([("host", "localhost"), ("origin", origin), token])) == 403)
        #expect(try decide(HTTPHeaders([("host", "localhost"), ("origin", origin)]), isAuthenticated: false) == 403)
    }

    @Test func `our own Origin passes`() throws {
        #expect(try decide(HTTPHeaders([("host", "localhost"), ("origin", "http://localhost:8123"), token])) == 200)
    }

    @Test(arguments: [
        [("x-api-key", TestTokens.good)],
        [("authorization", "Bearer " + TestTokens.good)],
        [("Authorization", "bearer  " + TestTokens.good)],
        [("x-api-key", "stale"), ("authorization", "Bearer " + TestTokens.good)],
        [("x-api-key", TestTokens.good), ("authorization", "Bearer stale")],
        [("x-api-key", "stale"), ("x-api-key", TestTokens.good)],
    ])
    func `the token in either header is enough`(credentials: [(String, String)]) throws {
        #expect(try decide(HTTPHeaders([("host", "localhost")] + credentials)) == 200)
    }

    @Test(arguments: [
        [], [("x-api-key", "")], [("x-api-key", "wrong")], [("authorization", TestTokens.good)],
        [("authorization", "Basic " + TestTokens.good)], [("authorization", "Bearer")], [("cookie", "x-api-key=" + TestTokens.good)],
        [("x-api-key", TestTokens.good + "x")], [("x-api-key", String(TestTokens.good.dropLast()))],
    ])
    func `without it there is 401`(credentials: [(String, String)]) throws {
        #expect(try decide(HTTPHeaders([("host", "localhost")] + credentials)) == 401)
    }

    @Test func `an open route needs no token, and none does without authentication`() throws {
        #expect(try decide(HTTPHeaders([("host", "localhost")]), isOpen: true) == 200)
        #expect(try decide(HTTPHeaders([("host", "localhost")]), isAuthenticated: false) == 200)
    }
}
