/// A key that an agent holds.
struct AgentKey: Equatable, Hashable {
    /// The public key's blob (RFC 4253, 6.6), or a certificate's.
    let blob: [UInt8]
    let comment: String
}
