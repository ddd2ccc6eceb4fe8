import NIOHTTP1

/// The headers that a request carries upstream: the client's own end-to-end ones, and Argo's idea of a credential.
enum UpstreamHeaders {
    /// Hop-by-hop (RFC 9110, section 7.6.1), framing that is written anew, what belongs to the local hop, and the client's credentials:
    /// a client's own key beside the user name makes Argo refuse the user. `accept-encoding` goes because replies are looked into.
    private static let dropped: [String] = [
        "host", "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "content-length", "expect", "http2-settings",
        "x-api-key", "authorization", "x-goog-api-key", "cookie", "accept-encoding", "x-argo-shim-timeout",
    ]

    /// - Parameters:
    ///   - headers: the client's headers, in their order and as often as they came.
    ///   - host: the upstream's own name.
    ///   - user: the user name that Argo takes for a credential.
    static func make(from headers: HTTPHeaders, host: String, user: String) -> HTTPHeaders {
        let connectionNames = headers[canonicalForm: "connection"]
        var result = HTTPHeaders()
        result.reserveCapacity(headers.count + 4)
        result.add(name: "host", value: host)
        for (name, value) in headers where !isDropped(name) && !connectionNames.contains(where: { isSame($0, name) }) {
            result.add(name: name, value: value)
        }
        result.add(name: "x-api-key", value: user)
        result.add(name: "authorization", value: "Bearer \(user)")
        return result
    }

    private static func isDropped(_ name: String) -> Bool {
        dropped.contains { isSame($0, name) }
    }

    private static func isSame(_ one: some StringProtocol, _ other: String) -> Bool {
        guard one.utf8.count == other.utf8.count else { return false }
        return zip(one.utf8, other.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
}
