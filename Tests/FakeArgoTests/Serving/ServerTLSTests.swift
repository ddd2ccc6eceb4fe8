import Crypto
import NIOSSL
import Testing

@testable import FakeArgo

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite(.timeLimit(.minutes(1))) struct ServerTLSTests {
    private func status(_ tls: ServerTLS, _ client: TLSConfiguration, host: String = "apps.inside.anl.gov") async throws -> TestResponse {
        try await withFakeArgo(tls: tls) { fake in
            let connection = try await TestClient.connect(to: fake.port, tls: client, host: host)
            // A handshake that failed already cannot carry the request, and that is what some of the tests are about.
            try? await connection.send("GET", "/argoapi/v1/models")
            let response = await connection.response()
            await connection.close()
            return response
        }
    }

    @Test(arguments: CertificateChain.argoHosts)
    func `a client that trusts the root is served where the intermediate is sent`(host: String) async throws {
        let tls = try ServerTLS.generated(sendsIntermediate: true)
        #expect(try await status(tls, try .trusting(tls.chain.rootPEM), host: host).status == 200)
    }

    @Test func `a client that trusts the root alone refuses a server that leaves the intermediate out`() async throws {
        let tls = try ServerTLS.generated()
        let response = try await status(tls, try .trusting(tls.chain.rootPEM))
        #expect(response.status == 0)
        #expect(response.error is NIOSSLError || response.error is BoringSSLError)
    }

    @Test func `a client that has the intermediate itself is served`() async throws {
        let tls = try ServerTLS.generated()
        #expect(try await status(tls, try .trusting(tls.chain.rootPEM, tls.chain.intermediatePEM)).status == 200)
    }

    @Test func `another root, another name and an expired certificate are refused`() async throws {
        let tls = try ServerTLS.generated(sendsIntermediate: true)
        let other = try CertificateChain.generate()
        #expect(try await status(tls, try .trusting(other.rootPEM)).status == 0)
        #expect(try await status(tls, try .trusting(tls.chain.rootPEM), host: "www.anl.gov").status == 0)
        let expired = ServerTLS(chain: try .generate(isExpired: true), sendsIntermediate: true)
        #expect(try await status(expired, try .trusting(expired.chain.rootPEM)).status == 0)
    }

    @Test func `the pin is the digest of the key in the certificate`() throws {
        let chain = try CertificateChain.generate()
        let certificate = try #require(try NIOSSLCertificate.fromPEMBytes(Array(chain.leafPEM.utf8)).first)
        let key = try certificate.extractPublicKey().toSPKIBytes()
        #expect(chain.leafSPKISHA256 == Data(SHA256.hash(data: key)).base64EncodedString())
        #expect(try CertificateChain.generate().leafSPKISHA256 != chain.leafSPKISHA256)
    }

    @Test func `a stream over TLS is cut with and without a close_notify`() async throws {
        let tls = try ServerTLS.generated(sendsIntermediate: true)
        for (step, isUnclean) in [(Step.close, false), (.truncate, true)] {
            try await withFakeArgo(tls: tls, scripts: [Script([.streamHead, .event(nil, "1"), step])]) { fake in
                try await TestClient.with(port: fake.port, tls: try .trusting(tls.chain.rootPEM)) { client in
                    try await client.send("GET", "/x")
                    var errors: [any Error] = []
                    while let event = await client.next() {
                        if case .failed(let error) = event { errors.append(error) }
                        if case .end = event { Issue.record("a clean end") }
                    }
                    #expect(errors.contains { ($0 as? NIOSSLError) == .uncleanShutdown } == isUnclean)
                    #expect(!errors.isEmpty)
                }
            }
        }
    }
}
