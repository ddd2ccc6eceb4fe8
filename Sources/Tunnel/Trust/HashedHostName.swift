import Crypto
import SystemSupport

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
