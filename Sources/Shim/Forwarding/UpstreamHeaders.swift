import NIOHTTP1
import Translation

/// The headers that a request carries upstream: the client's own end-to-end ones, and Argo's idea of a credential.
enum UpstreamHeaders {
    /// Besides the hop-by-hop ones: what belongs to the local hop, and the client's credentials, because a client's own key beside the user
    /// name makes Argo refuse the user. `accept-encoding` goes because replies are looked into.
    private static let dropped = CaselessNames(
        HopByHopHeaders.names + [
            "host", "expect", "x-api-key", "authorization", "x-goog-api-key", "cookie", "accept-encoding", "x-argo-shim-timeout",
        ])

    /// What a request keeps whose body has been translated: every vendor has headers that another one does not know.
    private static let neutral = CaselessNames(["user-agent", "x-request-id", "x-client-request-id", "traceparent", "tracestate"])

    /// The headers of a request that has been translated.
    ///
    /// - Parameters: as of `make`; `dialect` is the one that the body is in now.
    static func makeTranslated(from headers: HTTPHeaders, to dialect: Dialect, host: String, user: String) -> HTTPHeaders {
        make(from: translated(headers, to: dialect), host: host, user: user)
    }

    /// The client's headers that still make sense beside a body in another dialect, and those that this dialect wants.
    static func translated(_ headers: HTTPHeaders, to dialect: Dialect) -> HTTPHeaders {
        var kept: HTTPHeaders = ["content-type": "application/json"]
        // The only version there is (https://docs.anthropic.com/en/api/versioning).
        if dialect == .messages { kept.add(name: "anthropic-version", value: "2023-06-01") }
        for (name, value) in headers where neutral.contains(name) { kept.add(name: name, value: value) }
        return kept
    }

    /// - Parameters:
    ///   - headers: the client's headers, in their order and as often as they came.
    ///   - host: the upstream's own name.
    ///   - user: the user name that Argo takes for a credential.
    static func make(from headers: HTTPHeaders, host: String, user: String) -> HTTPHeaders {
        var result = keptPairs(headers, host: host)
        result.append(("x-api-key", user))
        result.append(("authorization", "Bearer \(user)"))
        return HTTPHeaders(result)
    }

    /// Those of a client's headers that an upstream gets, without any credential.
    static func kept(_ headers: HTTPHeaders, host: String) -> HTTPHeaders {
        HTTPHeaders(keptPairs(headers, host: host))
    }

    private static func keptPairs(_ headers: HTTPHeaders, host: String) -> [(String, String)] {
        let hopByHop = HopByHopHeaders(in: headers, always: dropped)
        var result: [(String, String)] = []
        // Room for the content length, which comes later.
        result.reserveCapacity(headers.count + 4)
        result.append(("host", host))
        for (name, value) in headers where !hopByHop.contains(name) { result.append((name, value)) }
        return result
    }
}
