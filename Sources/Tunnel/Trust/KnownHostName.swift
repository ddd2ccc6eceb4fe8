import Crypto
import SystemSupport

/// The names under which a hop's key is looked up in known_hosts files.
struct KnownHostName: Equatable {
    /// `host`, `[host]:port` where the port is not 22, or the alias, in lower case. A new key is written down under it.
    let name: String
    /// The host alone where `name` holds a port: OpenSSH takes a key that is known for the host for its other ports too.
    let nameWithoutPort: String?

    /// - Parameters:
    ///   - address: what is dialled, after `HostName` was applied.
    ///   - alias: `HostKeyAlias`, which is looked up as it is, without a port.
    init(address: Endpoint, alias: String?) {
        let host = address.host.lowercased()
        let hasOwnPort = alias == nil && address.port != 22
        name = alias?.lowercased() ?? (hasOwnPort ? "[\(host)]:\(address.port)" : host)
        nameWithoutPort = hasOwnPort ? host : nil
    }

    init(of hop: Hop) { self.init(address: hop.address, alias: hop.hostKeyAlias) }

    /// Whether the name can stand in a known_hosts file and mean itself alone: no space, no separator, no pattern, no marker.
    var canBeWritten: Bool {
        let hasReservedByte = name.utf8.contains { $0 <= 0x20 || $0 == 0x7F || Self.reserved.contains($0) }
        return !name.isEmpty && !hasReservedByte
    }

    private static let reserved = Array("@?*#|'\"\\,!".utf8)
}

/// A host name that only somebody who knows it can recognise: `|1|salt|hash`, where hash is HMAC-SHA1 of the name under the salt
/// (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
struct HashedHostName: Equatable {
    /// The length of SHA-1, which OpenSSH demands of salt and hash alike.
    static let saltLength = 20

    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Reads `|1|salt|hash`; nil where the text is anything else.
    init?(parsing text: some Collection<UInt8>) {
        let fields = text.split(separator: UInt8(ascii: "|"), maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 4, fields[0].isEmpty, fields[1].elementsEqual("1".utf8),
            let salt = Base64.decode(fields[2]), salt.count == Self.saltLength,
            let hash = Base64.decode(fields[3]), hash.count == Insecure.SHA1.byteCount
        else { return nil }
        self.salt = salt
        self.hash = hash
    }

    /// - Parameters:
    ///   - name: in lower case.
    ///   - salt: `saltLength` random bytes.
    init(of name: String, salt: [UInt8]) {
        self.salt = salt
        hash = Self.hash(of: name, salt: salt)
    }

    /// - Parameter name: in lower case.
    func matches(_ name: String) -> Bool { Self.hash(of: name, salt: salt) == hash }

    var text: String { "|1|\(Base64.encode(salt))|\(Base64.encode(hash))" }

    private static func hash(of name: String, salt: [UInt8]) -> [UInt8] {
        Array(HMAC<Insecure.SHA1>.authenticationCode(for: Array(name.utf8), using: SymmetricKey(data: salt)))
    }
}

/// Names and patterns with commas between them, as in the first field of a known_hosts line: `*` stands for any bytes, `?` for one,
/// and `!` before a pattern makes the line not apply to what the pattern matches.
struct HostPatternList: Equatable {
    private struct Pattern: Equatable {
        let isNegated: Bool
        let bytes: [UInt8]
    }

    private let patterns: [Pattern]

    init(parsing text: some Collection<UInt8>) {
        patterns = text.split(separator: UInt8(ascii: ",")).map { part in
            let isNegated = part.first == UInt8(ascii: "!")
            return Pattern(isNegated: isNegated, bytes: part.dropFirst(isNegated ? 1 : 0).map(\.lowercasedASCII))
        }
    }

    /// - Parameter name: in lower case; `[host]:port` where the port is not 22.
    func matches(_ name: String) -> Bool {
        let name = Array(name.utf8)
        var isMatched = false
        for pattern in patterns where Self.matches(pattern.bytes, name) {
            if pattern.isNegated { return false }
            isMatched = true
        }
        return isMatched
    }

    /// Goes back to the last `*` only, which is enough, so that no pattern takes more than its length times the name's.
    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var inPattern = 0
        var inName = 0
        var star: (inPattern: Int, inName: Int)?
        while inName < name.count {
            if inPattern < pattern.count, pattern[inPattern] == UInt8(ascii: "*") {
                star = (inPattern, inName)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == UInt8(ascii: "?") || pattern[inPattern] == name[inName] {
                inPattern += 1
                inName += 1
            } else if let last = star {
                star = (last.inPattern, last.inName + 1)
                inPattern = last.inPattern + 1
                inName = last.inName + 1
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension UInt8 {
    fileprivate var lowercasedASCII: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self + 32 : self }
}
