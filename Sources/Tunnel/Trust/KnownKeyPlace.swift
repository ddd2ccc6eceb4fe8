/// Where a known key stands.
public struct KnownKeyPlace: Sendable, Equatable {
    public let file: String
    /// From 1.
    public let line: Int
    /// `SHA256:…` of the key in that line.
    public let fingerprint: String

    public init(file: String, line: Int, fingerprint: String) {
        self.file = file
        self.line = line
        self.fingerprint = fingerprint
    }
}
