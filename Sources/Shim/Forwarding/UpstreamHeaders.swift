import NIOHTTP1

/// The headers that a request carries upstream: the client's own end-to-end ones, and Argo's idea of a credential.
enum UpstreamHeaders {
    /// Besides the hop-by-hop ones: what belongs to the local hop, and the client's credentials, because a client's own key beside the user
    /// name makes Argo refuse the user. `accept-encoding` goes because replies are looked into.
    private static let dropped = [
        "host", "expect", "x-api-key", "authorization", "x-goog-api-key", "cookie", "accept-encoding", "x-argo-shim-timeout",
    ]

    /// - Parameters:
    ///   - headers: the client's headers, in their order and as often as they came.
    ///   - host: the upstream's own name.
    ///   - user: the user name that Argo takes for a credential.
    static func make(from headers: HTTPHeaders, host: String, user: String) -> HTTPHeaders {
        let hopByHop = HopByHopHeaders(in: headers)
        var result = HTTPHeaders()
        result.reserveCapacity(headers.count + 4)
        result.add(name: "host", value: host)
        for (name, value) in headers where !hopByHop.contains(name) && !isDropped(name) {
            result.add(name: name, value: value)
        }
        result.add(name: "x-api-key", value: user)
        result.add(name: "authorization", value: "Bearer \(user)")
        return result
    }

    private static func isDropped(_ name: String) -> Bool {
        dropped.contains { HopByHopHeaders.isSame($0, name) }
    }
}
