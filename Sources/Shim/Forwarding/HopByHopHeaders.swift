import NIOHTTP1

/// The headers that mean one connection only and end here, in both directions.
struct HopByHopHeaders {
    /// RFC 9110, section 7.6.1, with the framing, which is written anew for each connection.
    static let names = [
        "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "proxy-connection",
        "proxy-authenticate", "proxy-authorization", "proxy-authentication-info", "http2-settings",
    ]

    /// The above, and what else ends here in this direction.
    private let always: CaselessNames
    /// What `Connection` names besides; its usual values name nothing that is not in `always`, or no header at all.
    private let named: [String]

    /// - Parameters:
    ///   - headers: the message's headers, whose `Connection` may name more.
    ///   - always: what ends here in any case: `names` and what else does not go on in this direction.
    init(in headers: HTTPHeaders, always: CaselessNames) {
        self.always = always
        let isUsual = headers["connection"].allSatisfy { $0 == "keep-alive" || $0 == "close" }
        named = isUsual ? [] : headers[canonicalForm: "connection"].map(String.init)
    }

    func contains(_ name: String) -> Bool {
        always.contains(name) || named.contains { HeaderName.isSame($0, name) }
    }
}
