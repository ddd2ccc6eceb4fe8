import NIOHTTP1

/// The headers that mean one connection only and end here, in both directions.
struct HopByHopHeaders {
    /// RFC 9110, section 7.6.1, with the framing, which is written anew for each connection.
    private static let names = [
        "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "proxy-connection",
        "proxy-authenticate", "proxy-authorization", "proxy-authentication-info", "http2-settings",
    ]

    /// What `Connection` names besides; mostly nothing, or `keep-alive`.
    private let named: [Substring]

    init(in headers: HTTPHeaders) {
        named = headers[canonicalForm: "connection"]
    }

    func contains(_ name: String) -> Bool {
        Self.names.contains { Self.isSame($0, name) } || named.contains { Self.isSame($0, name) }
    }

    /// Whether two header names are the same, whatever their case. On bytes, because it is asked for each header of each message.
    static func isSame(_ one: some StringProtocol, _ other: String) -> Bool {
        let one = one.utf8
        let other = other.utf8
        guard one.count == other.count else { return false }
        return zip(one, other).allSatisfy { $0 == $1 || lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
