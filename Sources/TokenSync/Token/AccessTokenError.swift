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
        case .wrongCharacter: "it holds characters that no token has"
        }
    }
}
