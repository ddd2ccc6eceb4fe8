import NIOHTTP1

/// A set of names in ASCII that mean the same in any case, asked about every header of every message.
///
/// Names are kept as bytes and by their length, so that most texts are compared with one name or none.
struct CaseInsensitiveNameSet: Sendable {
    private var namesByLength: [[[UInt8]]] = []

    /// - Parameter names: in lower case.
    init(_ names: [String]) {
        for name in names.map({ Array($0.utf8) }) {
            while namesByLength.count <= name.count { namesByLength.append([]) }
            namesByLength[name.count].append(name)
        }
    }

    func contains(_ text: String) -> Bool {
        let length = text.utf8.count
        return length < namesByLength.count && namesByLength[length].contains { Self.isSame($0, text) }
    }

    private static func isSame(_ name: [UInt8], _ text: String) -> Bool {
        var index = 0
        for byte in text.utf8 {
            guard index < name.count, name[index] == HeaderName.lowercased(byte) else { return false }
            index += 1
        }
        return index == name.count
    }
}

/// Names of headers, which mean the same in any case (RFC 9110, section 5.1). On bytes, because each header of each message is asked about.
enum HeaderName {
    /// Whether two names are the same, whatever their case.
    static func isSame(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        guard one.utf8.count == other.utf8.count else { return false }
        var others = other.utf8.makeIterator()
        for byte in one.utf8 {
            guard let otherByte = others.next(), byte == otherByte || lowercased(byte) == lowercased(otherByte) else { return false }
        }
        return true
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

/// The headers that mean one connection only and end here, in both directions.
struct HopByHopHeaders {
    /// RFC 9110, section 7.6.1, with the framing, which is written anew for each connection.
    static let names = [
        "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "proxy-connection",
        "proxy-authenticate", "proxy-authorization", "proxy-authentication-info", "http2-settings",
    ]

    /// The above, and what else ends here in this direction.
    private let always: CaseInsensitiveNameSet
    /// What `Connection` names besides; its usual values name nothing that is not in `always`, or no header at all.
    private let named: [String]

    /// - Parameters:
    ///   - headers: the message's headers, whose `Connection` may name more.
    ///   - always: what ends here in any case: `names` and what else does not go on in this direction.
    init(in headers: HTTPHeaders, always: CaseInsensitiveNameSet) {
        self.always = always
        let isUsual = headers["connection"].allSatisfy { $0 == "keep-alive" || $0 == "close" }
        named = isUsual ? [] : headers[canonicalForm: "connection"].map(String.init)
    }

    func contains(_ name: String) -> Bool {
        always.contains(name) || named.contains { HeaderName.isSame($0, name) }
    }
}
