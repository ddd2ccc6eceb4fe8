#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How the processes of one user talk about a shim: lines of JSON over its control socket. Neither side ever sends the token.
enum ControlProtocol {
    /// Raised when a message changes its meaning; the two sides may be different builds.
    static let version = 1

    /// What the lines of every version have.
    struct Head: Decodable {
        let version: Int
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return decoder
    }
}
