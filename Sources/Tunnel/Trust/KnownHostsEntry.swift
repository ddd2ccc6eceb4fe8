/// A line of a known_hosts file that trusts or bans a key.
struct KnownHostsEntry: Equatable {
    /// Whether the line is marked `@revoked`.
    let isRevoked: Bool
    let key: HostKey
    let file: String
    /// From 1.
    let line: Int

    var place: KnownKeyPlace {
        KnownKeyPlace(file: file, line: line, algorithm: key.algorithm, fingerprint: key.fingerprint)
    }
}
