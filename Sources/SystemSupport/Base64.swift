import FoundationSubset

/// Base64 (RFC 4648), as Foundation reads and writes it, and in the variants that are about.
package enum Base64 {
    /// In the standard alphabet with padding (section 4).
    package static func encode(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString() }

    /// - Parameter text: in the standard alphabet, padded to whole groups of four.
    /// - Returns: nil for anything else.
    package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        let text = Data(text)
        // Foundation also takes bytes behind the padding.
        if let padding = text.firstIndex(of: UInt8(ascii: "=")) {
            guard text.count.isMultiple(of: 4), text.endIndex - padding <= 2, text.last == UInt8(ascii: "=") else { return nil }
        }
        return Data(base64Encoded: text).map { Array($0) }
    }

    /// - Parameter text: in either alphabet, with or without padding.
    /// - Returns: nil for anything else.
    package static func decodeAny(_ text: some StringProtocol) -> [UInt8]? { decode(standardForm(text)) }

    /// The same text in the standard alphabet with padding; what is no base64 stays what it is.
    package static func standard(_ text: String) -> String { String(decoding: standardForm(text), as: UTF8.self) }

    /// In the alphabet for URLs without padding (section 5), which needs no quoting in a header.
    package static func encodeURL(_ bytes: some Sequence<UInt8>) -> String {
        encode(bytes).filter { $0 != "=" }.replacing("+", with: "-").replacing("/", with: "_")
    }

    /// - Parameter text: as `encodeURL` writes it.
    /// - Returns: nil for anything but the one way to write some bytes.
    package static func decodeURL(_ text: String) -> [UInt8]? {
        guard let bytes = decodeAny(text), encodeURL(bytes) == text else { return nil }
        return bytes
    }

    private static func standardForm(_ text: some StringProtocol) -> [UInt8] {
        var digits = text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        digits.append(contentsOf: repeatElement(UInt8(ascii: "="), count: (4 - digits.count % 4) % 4))
        return digits
    }
}
