import Testing

@testable import Relay

struct RelayProofTests {
    private let proof = RelayProof(authority: "apps.inside.anl.gov:443", nonce: "n", clientNonce: "c")
    private let token = "a-token-that-is-long-enough"

    /// Computed with `printf … | openssl dgst -sha256 -hmac TOKEN -binary | basenc --base64url`.
    @Test func `the proof is the HMAC of five lines under the token`() {
        #expect(proof.text(of: .client, token: token) == "YU3bRql_-zdY9DxfvRuBLhfU-55lc9U5T9c5-Xh7ze0")
        #expect(proof.text(of: .relay, token: token) == "GvIMewKb9Y8f5EcFuTxmkJ0_G2nT0zfW520fgOwabcQ")
    }

    @Test func `a proof is good for its role, token, target and numbers alone`() {
        let text = proof.text(of: .client, token: token)
        #expect(proof.isRight(text, of: .client, token: token))
        #expect(!proof.isRight(text, of: .relay, token: token))
        #expect(!proof.isRight(text, of: .client, token: token + "x"))
        for other in [
            RelayProof(authority: "other:443", nonce: "n", clientNonce: "c"),
            RelayProof(authority: "apps.inside.anl.gov:443", nonce: "m", clientNonce: "c"),
            RelayProof(authority: "apps.inside.anl.gov:443", nonce: "n", clientNonce: "d"),
        ] {
            #expect(!other.isRight(text, of: .client, token: token))
        }
    }

    @Test(arguments: ["", "=", "AAAA", "not base64url!", "////////////////////////////////////////////"])
    func `what is no proof at all is wrong, and does no harm`(_ text: String) {
        #expect(!proof.isRight(text, of: .client, token: token))
    }
}
