/// In which order a hop is asked for the types of its host key: those that are known for it come first, because a server that has
/// several keys would otherwise show one that nobody knows, which looks like a changed key.
struct HostKeyPreference {
    /// What is taken where no configuration says anything: the keys in the order of OpenSSH's own default, without certificates
    /// (which cannot be verified), security keys (libssh2 has none for hosts), SHA-1 and DSA.
    static let defaults = [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256",
    ]

    /// `HostKeyAlgorithms`; empty where nothing is configured.
    var allowed: [String]
    /// The types of the keys that are known for the hop.
    var knownTypes: Set<String>

    /// The algorithms to ask for, best first; empty where none is allowed that the library has.
    ///
    /// - Parameter library: the host key algorithms of the libssh2 that is loaded.
    func algorithms(among library: [String]) -> [String] {
        let allowed = allowed.isEmpty ? Self.defaults : allowed
        var usable = allowed.filter { library.contains($0) && !$0.contains("-cert-v") }
        // libssh2 before 1.11 verifies RSA with SHA-1 alone, which a server of today does not offer. An older one does, and if its RSA
        // key is what is known, that is better than to refuse its other keys as changed ones.
        let lacksRSA = !library.contains { $0.hasPrefix("rsa-sha2-") }
        if lacksRSA, knownTypes.contains("ssh-rsa"), library.contains("ssh-rsa"), !usable.contains("ssh-rsa"),
            allowed.contains(where: { $0.hasPrefix("rsa-sha2-") })
        {
            usable.append("ssh-rsa")
        }
        let isKnown = { (algorithm: String) in knownTypes.contains(Self.keyType(of: algorithm)) }
        return usable.filter(isKnown) + usable.filter { !isKnown($0) }
    }

    /// The type of the key that makes signatures of this algorithm (RFC 8332, section 3: RSA has one type for all).
    private static func keyType(of algorithm: String) -> String { algorithm.hasPrefix("rsa-sha2-") ? "ssh-rsa" : algorithm }
}
