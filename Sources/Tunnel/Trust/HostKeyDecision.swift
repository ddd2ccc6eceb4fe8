/// Whether the key that a server showed is the one that is known for it, judged as OpenSSH does (`check_key_in_hostkeys` and
/// `check_host_key` of its hostfile.c and sshconnect.c).
enum HostKeyDecision: Equatable {
    case trusted(KnownKeyPlace)
    /// No key at all is known for this host.
    case unknown
    /// Other keys are known for this host, and this one is not among them. A key of a type that was not known is refused like any
    /// other: who sits in the way need only offer another type.
    case changed(KnownKeyPlace)
    /// Marked `@revoked`, which outweighs every line that trusts the key.
    case revoked(KnownKeyPlace)

    init(of key: HostKey, known: KnownHosts) {
        let (entries, entriesWithoutPort) = (known.entries, known.entriesWithoutPort)
        let bans = (entries + entriesWithoutPort).filter(\.isRevoked)
        if let ban = bans.first(where: { $0.key == key }) {
            self = .revoked(ban.place)
            return
        }
        let keys = entries.filter { !$0.isRevoked }
        if let same = keys.first(where: { $0.key == key }) {
            self = .trusted(same.place)
        } else if let other = keys.first(where: { $0.key.algorithm == key.algorithm }) ?? keys.first {
            self = .changed(other.place)
        } else if let same = entriesWithoutPort.first(where: { !$0.isRevoked && $0.key == key }) {
            self = .trusted(same.place)
        } else {
            // Another key under the name without the port may be that of another server on the same machine.
            self = .unknown
        }
    }
}
