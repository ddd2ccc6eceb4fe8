import NIOHTTP1
import Testing

@testable import Shim

struct UpstreamHeadersTests {
    private func make(_ headers: [(String, String)]) -> [String] {
        UpstreamHeaders.make(from: HTTPHeaders(headers), host: "apps.inside.anl.gov", user: "alice").map { "\($0.name): \($0.value)" }
    }

    private let ours = ["x-api-key: alice", "authorization: Bearer alice"]

    @Test func `end-to-end headers stay, in their order and as often as they came`() {
        let kept = make([("anthropic-beta", "a"), ("Accept", "*/*"), ("anthropic-beta", "b"), ("anthropic-version", "2023-06-01")])
        #expect(
            kept == ["host: apps.inside.anl.gov", "anthropic-beta: a", "Accept: */*", "anthropic-beta: b", "anthropic-version: 2023-06-01"]
                + ours)
    }

    @Test(arguments: [
        "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Content-Length", "Expect", "X-Api-Key", "Authorization", "x-goog-api-key", "Cookie", "Accept-Encoding", "X-Argo-Shim-Timeout",
    ])
    func `what belongs to the local hop or to the client's credentials goes`(name: String) {
        #expect(make([(name, "secret")]) == ["host: apps.inside.anl.gov"] + ours)
    }

    @Test func `what Connection names goes with it`() {
        #expect(
            make([("Connection", "keep-alive, X-Hop"), ("x-hop", "1"), ("x-end", "2")]) == ["host: apps.inside.anl.gov", "x-end: 2"] + ours)
    }
}
