extension HostKey {
    /// Takes the type from the key's own first field (RFC 4253, 6.6).
    ///
    /// - Returns: nil where the blob is no public key: cut off, with bytes behind its end, or with fields that its type does not have.
    init?(blob: [UInt8]) {
        var fields = WireStrings(blob)
        // Names are of printable US-ASCII (RFC 4251, section 6).
        guard let name = fields.next(), !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let algorithm = String(decoding: name, as: UTF8.self)
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
}
