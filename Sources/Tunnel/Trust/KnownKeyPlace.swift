/// Where a known key stands.
public struct KnownKeyPlace: Sendable, Equatable {
    public let file: String
    /// From 1.
    public let line: Int
    /// The type of the key in that line. Where the server showed another type, the known key may still be its own.
    public let algorithm: String
    /// `SHA256:…` of the key in that line.
    public let fingerprint: String

    public init(file: String, line: Int, algorithm: String, fingerprint: String) {
        self.file = file
        self.line = line
        self.algorithm = algorithm
        self.fingerprint = fingerprint
    }
}
