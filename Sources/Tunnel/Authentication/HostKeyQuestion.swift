/// An unknown host key, for a person to decide.
package struct HostKeyQuestion: Sendable, Equatable {
    package let hop: String
    package let address: Endpoint
    package let algorithm: String
    /// `SHA256:…` as `ssh` and `ssh-keygen -l` print it.
    package let fingerprint: String
    /// The file that the key will be appended to.
    package let file: String

    package init(hop: String, address: Endpoint, algorithm: String, fingerprint: String, file: String) {
        self.hop = hop
        self.address = address
        self.algorithm = algorithm
        self.fingerprint = fingerprint
        self.file = file
    }
}
