import SystemSupport

/// The one line of a `.pub` file: type, key in base64, comment.
struct PublicKeyLine: Equatable {
    let algorithm: String
    let blob: [UInt8]

    /// - Returns: nil where the bytes are no such line, or the type is not the one in the key itself.
    init?(_ bytes: [UInt8]) {
        guard let line = bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }).first else { return nil }
        let words = line.split(maxSplits: 2) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard words.count >= 2, let blob = Base64.decode(words[1]) else { return nil }
        guard let algorithm = KeyType.name(ofBlob: blob), words[0].elementsEqual(algorithm.utf8) else { return nil }
        self.algorithm = algorithm
        self.blob = blob
    }
}
