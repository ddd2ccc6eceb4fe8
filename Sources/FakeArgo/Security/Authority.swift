import Crypto
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A certificate authority that lives in memory.
struct Authority {
    /// Seconds of a day.
    static let day: TimeInterval = 86_400

    let certificate: Certificate
    let key: Certificate.PrivateKey

    var name: DistinguishedName { certificate.subject }

    /// Makes an authority that signs itself.
    static func root(_ commonName: String, now: Date) throws -> Authority {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let name = try DistinguishedName { CommonName(commonName) }
        return try Authority(name, key, issuer: name, issuerKey: key, pathLength: nil, now: now)
    }

    /// Makes an authority that this one signs, and that may sign servers only.
    func intermediate(_ commonName: String, now: Date) throws -> Authority {
        let name = try DistinguishedName { CommonName(commonName) }
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        return try Authority(name, key, issuer: self.name, issuerKey: self.key, pathLength: 0, now: now)
    }

    private init(
        _ name: DistinguishedName, _ key: Certificate.PrivateKey, issuer: DistinguishedName, issuerKey: Certificate.PrivateKey,
        pathLength: Int?, now: Date
    ) throws {
        self.key = key
        certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: key.publicKey,
            notValidBefore: now - 2 * Self.day,
            notValidAfter: now + 60 * Self.day,
            issuer: issuer,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: pathLength))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
            },
            issuerPrivateKey: issuerKey
        )
    }
}
