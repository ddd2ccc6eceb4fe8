import Crypto
import FoundationSubset
import SwiftASN1
import SystemSupport
import X509

/// A server certificate for Argo's names, signed by an intermediate authority that a root authority signed: all made on the spot.
package struct CertificateChain: Sendable {
    /// Argo's names: production, test and development.
    package static let argoHosts = ["apps.inside.anl.gov", "apps-test.inside.anl.gov", "apps-dev.inside.anl.gov"]

    /// The root's certificate in PEM.
    package let rootPEM: String
    /// The intermediate's certificate in PEM; the real server does not send its own.
    package let intermediatePEM: String
    /// The server's certificate in PEM.
    package let leafPEM: String
    /// The SHA-256 of the server certificate's SubjectPublicKeyInfo in base64, as pins are spelled (RFC 7469, section 2.4).
    package let leafSPKISHA256: String
    /// The server's private key in PEM. It protects nothing: it lives as long as the process.
    let leafKeyPEM: String

    /// Makes a chain.
    ///
    /// - Parameters:
    ///   - hosts: the DNS names of the server certificate.
    ///   - isExpired: whether the server certificate's time is over already.
    /// - Throws: what the certificate library throws when it cannot sign.
    package static func generate(for hosts: [String] = argoHosts, isExpired: Bool = false) throws -> CertificateChain {
        let now = Date()
        let root = try Authority("Argo Demo Root", now: now)
        let intermediate = try Authority("Argo Demo Server CA", signedBy: root, now: now)
        let key = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            of: DistinguishedName { CommonName(hosts.first ?? "localhost") }, .init(key.publicKey),
            from: now - 2 * Authority.day, to: isExpired ? now - Authority.day : now + 30 * Authority.day,
            issuer: intermediate.certificate.subject, intermediate.key,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(hosts.map { .dnsName($0) })
            })
        return CertificateChain(
            rootPEM: try root.certificate.serializeAsPEM().pemString,
            intermediatePEM: try intermediate.certificate.serializeAsPEM().pemString,
            leafPEM: try leaf.serializeAsPEM().pemString,
            leafSPKISHA256: Base64.encode(SHA256.hash(data: key.publicKey.derRepresentation)),
            leafKeyPEM: key.pemRepresentation
        )
    }
}

/// A certificate authority that lives in memory.
struct Authority {
    /// Seconds of a day.
    static let day: TimeInterval = 86_400

    let certificate: Certificate
    let key: Certificate.PrivateKey

    /// - Parameter parent: the authority that signs it, so that it may sign servers only; nil for one that signs itself.
    init(_ commonName: String, signedBy parent: Authority? = nil, now: Date) throws {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let name = try DistinguishedName { CommonName(commonName) }
        self.key = key
        certificate = try Certificate(
            of: name, key.publicKey, from: now - 2 * Self.day, to: now + 60 * Self.day,
            issuer: parent?.certificate.subject ?? name, parent?.key ?? key,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: parent == nil ? nil : 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            })
    }
}

extension Certificate {
    fileprivate init(
        of subject: DistinguishedName, _ key: PublicKey, from start: Date, to end: Date, issuer: DistinguishedName, _ issuerKey: PrivateKey,
        extensions: Extensions
    ) throws {
        try self.init(
            version: .v3, serialNumber: SerialNumber(), publicKey: key, notValidBefore: start, notValidAfter: end, issuer: issuer,
            subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: issuerKey)
    }
}
