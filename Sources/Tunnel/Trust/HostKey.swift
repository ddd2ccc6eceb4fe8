import Crypto
import SystemSupport

/// The public key that an SSH server showed in the key exchange.
package struct HostKey: Sendable, Hashable {
    /// `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, … as in known_hosts and in RFC 4253, 6.6.
    package let algorithm: String
    /// The key in the form of RFC 4253, 6.6: what stands in known_hosts in base64.
    package let blob: [UInt8]
}

extension HostKey {
    /// Takes the type from the key's own first field (RFC 4253, 6.6).
    ///
    /// - Returns: nil where the blob is no public key: cut off, with bytes behind its end, or with fields that its type does not have.
    init?(blob: [UInt8]) {
        var fields = WireStrings(blob)
        guard let algorithm = KeyType.name(ofBlob: blob), fields.next() != nil else { return nil }
        switch algorithm {
        // RFC 8709, section 4: 32 bytes.
        case "ssh-ed25519":
            guard fields.next()?.count == 32, fields.isAtEnd else { return nil }
        // RFC 5656, 3.1: the curve, with whose name the type's ends, and a point.
        case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521":
            guard let curve = fields.next(), algorithm.utf8.dropFirst("ecdsa-sha2-".utf8.count).elementsEqual(curve),
                fields.next()?.isEmpty == false, fields.isAtEnd
            else { return nil }
        // RFC 4253, 6.6: e and n.
        case "ssh-rsa":
            guard fields.next()?.isEmpty == false, fields.next()?.isEmpty == false, fields.isAtEnd else { return nil }
        default: break
        }
        self.init(algorithm: algorithm, blob: blob)
    }

    /// `SHA256:` and base64 without padding, as `ssh` and `ssh-keygen -l` print it.
    var fingerprint: String {
        let text = Base64.encode(SHA256.hash(data: blob))
        return "SHA256:" + text.prefix { $0 != "=" }
    }
}

/// Reads `string` after `string` in the form of RFC 4251, section 5: four bytes of length, then as many bytes.
struct WireStrings: IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// nil at the end, and where less is there than the length says.
    mutating func next() -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count - 4 >= length else { return nil }
        let string = rest.dropFirst(4).prefix(length)
        rest = rest[string.endIndex...]
        return string
    }
}
