/// A name in a form that fits into one word of a line, and into a file's name.
struct LedgerWord: Equatable {
    /// 1...200 ASCII letters, digits and `.-_:[]%`.
    let text: String

    private static let lengthLimit = 200

    /// A name such as a host's. Upper and lower case are the same host (RFC 4343), and what does not fit becomes `%XX`.
    init(_ name: String) {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.unicodeScalars.append(Unicode.Scalar(byte + 32))
            case _ where Self.isPlain(byte): text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            if text.utf8.count >= Self.lengthLimit - 2 { break }
        }
        self.text = text.isEmpty ? "%" : text
    }

    /// A word of a ledger, as it stands there.
    init?(read text: Substring) {
        guard (1...Self.lengthLimit).contains(text.utf8.count) else { return nil }
        guard text.utf8.allSatisfy({ Self.isPlain($0) || $0 == UInt8(ascii: "%") }) else { return nil }
        self.text = String(text)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): true
        default: false
        }
    }
}
