import Crypto
import FoundationSubset
import SystemSupport

/// What shows that somebody knows the token, without telling it: a hash under the token of all that this connection is about.
///
/// Each side puts a random number in, so that no proof is good a second time. The two roles have different texts, so that a proof cannot be
/// sent back as the answer to itself.
struct RelayProof {
    enum Role: String {
        case client
        case relay
    }

    /// As an HTTP authority: `apps.inside.anl.gov:443`.
    let authority: String
    /// The relay's random number, as it is written.
    let nonce: String
    /// The client's.
    let clientNonce: String

    /// HMAC-SHA256 (RFC 2104) under the token's characters, in base64url without padding.
    func text(of role: Role, token: String) -> String {
        Base64.encodeURL(HMAC<SHA256>.authenticationCode(for: message(of: role), using: Self.key(token)))
    }

    /// Whether a text is this role's proof; the time it takes does not depend on where the two differ.
    func isRight(_ text: String, of role: Role, token: String) -> Bool {
        guard let code = Base64.decodeURL(text), code.count == SHA256.byteCount else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message(of: role), using: Self.key(token))
    }

    /// No part can hold a line's end, so that no two sets of parts make the same message.
    private func message(of role: Role) -> [UInt8] {
        Array("argo-relay/1\n\(role.rawValue)\n\(authority)\n\(nonce)\n\(clientNonce)\n".utf8)
    }

    private static func key(_ token: String) -> SymmetricKey { SymmetricKey(data: Array(token.utf8)) }
}

/// A random number that one side makes for one connection.
enum RelayNonce {
    /// 256 bits: nobody meets the same one twice.
    private static let size = 32

    static func make() -> String { Base64.encodeURL((0..<size).map { _ in UInt8.random(in: .min ... .max) }) }

    static func isOne(_ text: String) -> Bool { Base64.decodeURL(text)?.count == size }
}
