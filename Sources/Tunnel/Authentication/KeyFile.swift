import SystemSupport

/// What a private key file shows without its passphrase.
struct KeyFile: Equatable {
    /// As in public keys: `ssh-ed25519`, `ssh-rsa`, …; nil where the format hides it.
    var algorithm: String?
    /// Whether it takes a passphrase to use it.
    var isEncrypted: Bool
    /// The public key (RFC 4253, 6.6), where the format shows it.
    var publicBlob: [UInt8]?

    /// Larger files are no keys: an RSA key of 16,384 bits has 13 KB (OpenSSH itself reads up to 1 MiB).
    static let sizeLimit = 65_536
}

extension KeyFile {
    /// Reads a file in OpenSSH's own format (its PROTOCOL.key) or in one of the PEM formats (RFC 1421, RFC 5958).
    ///
    /// - Returns: nil for any other format.
    init?(_ bytes: [UInt8]) {
        guard let block = PEMBlock(bytes) else { return nil }
        switch block.label {
        case "OPENSSH PRIVATE KEY":
            guard let key = Self(openSSH: block.contents) else { return nil }
            self = key
        case "RSA PRIVATE KEY": self.init(algorithm: KeyType.rsa, isEncrypted: block.isEncrypted)
        case "DSA PRIVATE KEY": self.init(algorithm: KeyType.dsa, isEncrypted: block.isEncrypted)
        case "EC PRIVATE KEY": self.init(algorithm: nil, isEncrypted: block.isEncrypted)
        case "ENCRYPTED PRIVATE KEY": self.init(algorithm: nil, isEncrypted: true)
        case "PRIVATE KEY": self.init(algorithm: Self.algorithm(ofPKCS8: block.contents), isEncrypted: false)
        default: return nil
        }
    }

    private init?(openSSH contents: [UInt8]) {
        let magic = Array("openssh-key-v1\0".utf8)
        guard contents.starts(with: magic) else { return nil }
        var fields = WireStrings(Array(contents.dropFirst(magic.count)))
        guard let cipher = fields.next(), fields.next() != nil, let options = fields.next() else { return nil }
        // How many keys there are stands between, as a number; OpenSSH has only ever written 1.
        let keys = contents.dropFirst(magic.count + options.endIndex)
        guard keys.starts(with: [0, 0, 0, 1]) else { return nil }
        var publicKeys = WireStrings(Array(keys.dropFirst(4)))
        guard let blob = publicKeys.next() else { return nil }
        self.init(algorithm: KeyType.name(ofBlob: blob), isEncrypted: !cipher.elementsEqual("none".utf8), publicBlob: Array(blob))
    }

    /// The algorithm's object identifier stands at the beginning of a PrivateKeyInfo (RFC 5958, section 2), within its first 32 bytes.
    private static func algorithm(ofPKCS8 contents: [UInt8]) -> String? {
        let beginning = contents.prefix(32)
        // RFC 8017, appendix C: rsaEncryption. RFC 8410, section 3: id-Ed25519.
        if beginning.contains([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]) { return KeyType.rsa }
        if beginning.contains([0x06, 0x03, 0x2B, 0x65, 0x70]) { return KeyType.ed25519 }
        return nil
    }
}

/// The first block of a PEM file (RFC 7468, with the headers of RFC 1421 that old private keys have).
struct PEMBlock: Equatable {
    /// `RSA PRIVATE KEY`, …
    let label: String
    /// Whether a header says so (RFC 1421, 4.6.1.1).
    let isEncrypted: Bool
    let contents: [UInt8]

    init?(_ bytes: [UInt8]) {
        let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map { $0[...] }
        guard let first = lines.firstIndex(where: { $0.starts(with: "-----BEGIN ".utf8) }) else { return nil }
        guard let label = Self.label(of: lines[first]) else { return nil }
        let end = Array("-----END \(label)-----".utf8)
        guard let last = lines[first...].firstIndex(where: { $0.starts(with: end) }) else { return nil }
        let between = lines[(first + 1)..<last]
        let headers = between.filter { $0.contains(UInt8(ascii: ":")) }
        // An encrypted key's headers end in an empty line, which the split has dropped; the lines behind it have no colon.
        let body = between.filter { !$0.contains(UInt8(ascii: ":")) }.joined().filter { $0 != UInt8(ascii: " ") }
        guard let contents = Base64.decode(body) else { return nil }
        self.label = label
        isEncrypted = headers.contains { $0.elementsEqual("Proc-Type: 4,ENCRYPTED".utf8) }
        self.contents = contents
    }

    private static func label(of line: ArraySlice<UInt8>) -> String? {
        // RFC 7468, 3: a label is ASCII.
        guard line.allSatisfy({ $0 < 0x80 }) else { return nil }
        let label = String(decoding: line, as: UTF8.self).dropFirst("-----BEGIN ".count)
        guard let dashes = label.firstRange(of: "-----") else { return nil }
        return String(label[..<dashes.lowerBound])
    }
}
