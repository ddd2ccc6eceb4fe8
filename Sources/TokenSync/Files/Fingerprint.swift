import Crypto

/// The SHA-256 of some bytes: enough to know a text again without keeping it, tokens above all.
struct Fingerprint: Hashable, Sendable {
    /// 64 hexadecimal digits in lower case.
    let text: String

    init(of bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        let text = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
        self.text = String(decoding: text, as: UTF8.self)
    }

    /// Takes one that was written down; nil when it is none.
    init?(parsing text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else { return nil }
        self.text = text
    }
}
