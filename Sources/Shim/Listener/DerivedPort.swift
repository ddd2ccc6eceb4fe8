import Crypto

/// The port that a user's shim listens on when none is given: other tools compute it too and expect it there.
package enum DerivedPort {
    /// 10000 + (first 8 hexadecimal digits of SHA-256 of the name, as an integer, mod 22768): the published shim's formula.
    ///
    /// - Parameter username: the CELS user name, in UTF-8.
    package static func port(forUser username: String) -> Int {
        let digest = SHA256.hash(data: Array(username.utf8))
        let first = digest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return 10_000 + Int(first % 22_768)
    }
}
