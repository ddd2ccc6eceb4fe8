/// Names of headers, which mean the same in any case (RFC 9110, section 5.1). On bytes, because each header of each message is asked about.
enum HeaderName {
    /// Whether two names are the same, whatever their case.
    static func isSame(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        guard one.utf8.count == other.utf8.count else { return false }
        var others = other.utf8.makeIterator()
        for byte in one.utf8 {
            guard let otherByte = others.next(), byte == otherByte || lowercased(byte) == lowercased(otherByte) else { return false }
        }
        return true
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
