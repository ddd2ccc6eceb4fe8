import Foundation
import SeededRandom
import Testing

@testable import SystemSupport

struct Base64Tests {
    @Test func `texts and bytes are those of another implementation`() {
        var generator = SeededGenerator(seed: 1)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == text)
            #expect(Base64.decode(text.utf8) == bytes)
        }
    }

    @Test(arguments: ["A", "AA", "AAA", "A===", "AA=A", "=AAA", "AAAA=", "AAAA====", "AA A", "AA==AAAA", "AA-_", "AAA\u{0}"])
    func `what is not base64 in whole groups is refused`(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }
}

struct FNV1aTests {
    /// RFC 9923, appendix C: test vectors.
    @Test(arguments: [("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8)] as [(String, UInt64)])
    func `a hash is that of the standard`(text: String, hash: UInt64) {
        #expect(FNV1a.hash(text.utf8) == hash)
    }
}
