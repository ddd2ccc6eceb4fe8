import SystemSupport

/// The first block of a PEM file (RFC 7468, with the headers of RFC 1421 that old private keys have).
struct PEMBlock: Equatable {
    /// `RSA PRIVATE KEY`, …
    let label: String
    /// Whether a header says so (RFC 1421, 4.6.1.1).
    let isEncrypted: Bool
    let contents: [UInt8]

    init?(_ bytes: [UInt8]) {
        let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map { $0[...] }
        guard let first = lines.firstIndex(where: { $0.starts(with: "-----BEGIN ".utf8) }) else { return nil }
        guard let label = Self.label(of: lines[first]) else { return nil }
        let end = Array("-----END \(label)-----".utf8)
        guard let last = lines[first...].firstIndex(where: { $0.starts(with: end) }) else { return nil }
        let between = lines[(first + 1)..<last]
        let headers = between.filter { $0.contains(UInt8(ascii: ":")) }
        // An encrypted key's headers end in an empty line, which the split has dropped; the lines behind it have no colon.
        let body = between.filter { !$0.contains(UInt8(ascii: ":")) }.joined().filter { $0 != UInt8(ascii: " ") }
        guard let contents = Base64.decode(body) else { return nil }
        self.label = label
        isEncrypted = headers.contains { $0.elementsEqual("Proc-Type: 4,ENCRYPTED".utf8) }
        self.contents = contents
    }

    private static func label(of line: ArraySlice<UInt8>) -> String? {
        // RFC 7468, 3: a label is ASCII.
        guard line.allSatisfy({ $0 < 0x80 }) else { return nil }
        let label = String(decoding: line, as: UTF8.self).dropFirst("-----BEGIN ".count)
        guard let dashes = label.firstRange(of: "-----") else { return nil }
        return String(label[..<dashes.lowerBound])
    }
}
