/// Percent-encoding (RFC 3986, section 2.1).
enum PercentEncoding {
    /// The text that an encoded one means; what is no encoding stays, and bytes that are no UTF-8 are replaced.
    static func decoded(_ text: some StringProtocol) -> String {
        var rest = Array(text.utf8)[...]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rest.count)
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = value(rest.prefix(2)) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func value(_ digits: ArraySlice<UInt8>) -> UInt8? {
        // `UInt8(_:radix:)` takes a sign, which is no digit.
        guard digits.count == 2, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-") else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
