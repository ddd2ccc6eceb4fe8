import NIOSSL

/// How the server speaks TLS.
package struct ServerTLS: Sendable {
    /// The certificates and the key.
    package let chain: CertificateChain
    /// Whether the intermediate's certificate is sent along. The real server leaves it out.
    package let sendsIntermediate: Bool

    /// The parameters are the properties.
    package init(chain: CertificateChain, sendsIntermediate: Bool = false) {
        self.chain = chain
        self.sendsIntermediate = sendsIntermediate
    }

    /// A server with a chain made on the spot.
    ///
    /// - Parameter sendsIntermediate: whether the intermediate's certificate is sent along.
    /// - Throws: what the certificate library throws when it cannot sign.
    package static func generated(sendsIntermediate: Bool = false) throws -> ServerTLS {
        ServerTLS(chain: try CertificateChain.generate(), sendsIntermediate: sendsIntermediate)
    }

    /// What NIOSSL needs for this server.
    func context() throws -> NIOSSLContext {
        var pems = [chain.leafPEM]
        if sendsIntermediate { pems.append(chain.intermediatePEM) }
        let certificates = try pems.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) }
        let key = try NIOSSLPrivateKey(bytes: Array(chain.leafKeyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
