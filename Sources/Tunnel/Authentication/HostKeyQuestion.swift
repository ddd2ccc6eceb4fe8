/// An unknown host key, for a person to decide.
public struct HostKeyQuestion: Sendable, Equatable {
    public let hop: String
    public let address: Endpoint
    public let algorithm: String
    /// `SHA256:…` as `ssh` and `ssh-keygen -l` print it.
    public let fingerprint: String
    /// The file that the key will be appended to.
    public let file: String

    public init(hop: String, address: Endpoint, algorithm: String, fingerprint: String, file: String) {
        self.hop = hop
        self.address = address
        self.algorithm = algorithm
        self.fingerprint = fingerprint
        self.file = file
    }
}
