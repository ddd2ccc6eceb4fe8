import Crypto
import NIOCore
package import NIOSSL
import SystemSupport

/// How the shim makes sure that it talks to Argo, whatever the stream goes through.
package struct UpstreamTLS: Sendable {
    package enum Trust: Sendable {
        /// The system's authorities and these certificates, with the name checked.
        case authorities(additional: [NIOSSLCertificate])
        /// Only a leaf whose public key has this SHA-256 (of the DER SubjectPublicKeyInfo, RFC 7469 section 2.4), 32 bytes.
        case pinnedKey(sha256: [UInt8])
        /// Anybody. The user asked for it and is warned at every start.
        case anybody
    }

    /// The name to verify and to send as SNI.
    package let serverName: String
    package let trust: Trust

    package init(serverName: String, trust: Trust) {
        self.serverName = serverName
        self.trust = trust
    }

    /// The context that all connections share: reading the system's authorities takes milliseconds and megabytes.
    func makeContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        switch trust {
        case .authorities(let additional):
            if !additional.isEmpty { configuration.additionalTrustRoots = [.certificates(additional)] }
        case .pinnedKey:
            // The callback of `makeHandler` decides; without a verification mode it would not be asked.
            configuration.trustRoots = .certificates([])
        case .anybody:
            configuration.certificateVerification = .none
            configuration.trustRoots = .certificates([])
        }
        return try NIOSSLContext(configuration: configuration)
    }

    func makeHandler(_ context: NIOSSLContext) throws -> NIOSSLClientHandler {
        // An address is no name to send (RFC 6066, section 3); it is compared with those in the certificate.
        let name = (try? SocketAddress(ipAddress: serverName, port: 0)) == nil ? serverName : nil
        guard case .pinnedKey(let pin) = trust else { return try NIOSSLClientHandler(context: context, serverHostname: name) }
        return try NIOSSLClientHandler(context: context, serverHostname: name) { certificates, promise in
            // A leaf whose key cannot be read is not the pinned one.
            let key = try? certificates.first?.extractPublicKey().toSPKIBytes()
            let isPinned = key.map { Array(SHA256.hash(data: $0)) == pin } ?? false
            promise.succeed(isPinned ? .certificateVerified : .failed)
        }
    }
}
