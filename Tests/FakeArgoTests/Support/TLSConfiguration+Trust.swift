import NIOSSL

extension TLSConfiguration {
    /// Trusts these certificates in PEM and verifies fully.
    static func trusting(_ pems: String...) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try pems.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) })
        return configuration
    }
}
