/// Turns a name that a dialect does not take into one that it does: the same name always, and different names into different ones.
enum StableName {
    /// - Parameters:
    ///   - name: the client's name.
    ///   - limit: the most bytes, more than 17.
    ///   - takes: which bytes the dialect takes.
    static func fitting(_ name: String, limit: Int, takes: (UInt8) -> Bool) -> String {
        let bytes = Array(name.utf8)
        guard bytes.isEmpty || bytes.count > limit || !bytes.allSatisfy(takes) else { return name }
        let kept = bytes.prefix(limit - 17).map { takes($0) ? $0 : UInt8(ascii: "_") }
        return String(decoding: kept, as: UTF8.self) + "_" + digest(bytes)
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// FNV-1a with 64 bits (RFC 9923) in 16 hexadecimal digits.
    private static func digest(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
