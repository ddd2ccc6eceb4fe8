import Crypto
import SystemSupport

/// The secret that a client shows to be let in. It never prints itself.
package struct AccessToken: Sendable {
    /// Shorter and longer texts are no tokens: 16 characters is what the weakest older program made, 512 fits into any header.
    package static let lengths = 16...512

    /// The token as text, for the places that must write it down or compare it by themselves.
    package let secret: String
    private let digest: SHA256Digest

    /// Makes a token of 32 random bytes: 43 characters of base64url without padding (RFC 4648, section 5).
    ///
    /// None begins with a hyphen, which a command line takes for an option; that costs 0.02 of the 256 bits.
    ///
    /// - Parameter generator: where the random bytes come from.
    package init(using generator: inout some RandomNumberGenerator) {
        // 62, in the upper six bits, is what base64url writes as a hyphen.
        var bytes: [UInt8]
        repeat { bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) } } while bytes[0] >> 2 == 62
        self.init(checked: Base64.encodeURL(bytes))
    }

    /// Makes a token of the system's random numbers.
    package static func random() -> AccessToken {
        var generator = SystemRandomNumberGenerator()
        return AccessToken(using: &generator)
    }

    /// Reads a token that was made earlier, by this program or another.
    ///
    /// - Parameter text: 16 to 512 characters of `A-Z a-z 0-9 _ - . ~ + / =`.
    /// - Throws: `AccessTokenError` when the text is something else.
    package init(parsing text: String) throws(AccessTokenError) {
        guard Self.lengths.contains(text.utf8.count) else { throw .wrongLength(text.utf8.count) }
        guard text.utf8.allSatisfy({ $0.isWord || ".~+/=".utf8.contains($0) }) else { throw .wrongCharacter }
        self.init(checked: text)
    }

    private init(checked text: String) {
        secret = text
        digest = SHA256.hash(data: Array(text.utf8))
    }

    /// Whether `candidate` is this token; the time it takes does not depend on where the two differ.
    package func matches(_ candidate: String) -> Bool {
        Self.digest(of: candidate).map(matches) ?? false
    }

    /// Nil for what is longer than any token, so that nobody can make us hash without end.
    static func digest(of candidate: String) -> SHA256Digest? {
        candidate.utf8.count <= lengths.upperBound ? SHA256.hash(data: Array(candidate.utf8)) : nil
    }

    /// Compares digests, which swift-crypto does in constant time.
    func matches(_ other: SHA256Digest) -> Bool {
        digest == other
    }
}

extension AccessToken: Equatable {
    /// Whether both are the same token, in constant time.
    package static func == (one: AccessToken, other: AccessToken) -> Bool {
        one.matches(other.digest)
    }
}

extension AccessToken: SecretValue {
    /// The same words for every token.
    package var description: String { "(access token)" }
}

/// Why a text is not an access token. The text itself is never part of it.
package enum AccessTokenError: Error, Equatable, Sendable {
    /// It has this many bytes instead of 16 to 512.
    case wrongLength(Int)
    /// It holds something else than `A-Z a-z 0-9 _ - . ~ + / =`.
    case wrongCharacter
}

extension AccessTokenError: CustomStringConvertible {
    /// One clause for a person, without a full stop.
    package var description: String {
        switch self {
        case .wrongLength(let count): "it has \(count) characters, and a token has 16 to 512"
        case .wrongCharacter: "it contains characters that a token cannot have"
        }
    }
}
