/// Where a known key stands.
package struct KnownKeyPlace: Sendable, Equatable {
    package let file: String
    /// From 1.
    package let line: Int
    /// The type of the key in that line. Where the server showed another type, the known key may still be its own.
    package let algorithm: String
    /// `SHA256:…` of the key in that line.
    package let fingerprint: String

    package init(file: String, line: Int, algorithm: String, fingerprint: String) {
        self.file = file
        self.line = line
        self.algorithm = algorithm
        self.fingerprint = fingerprint
    }
}
