import Testing

@testable import Shim

@Suite struct ByteSearchTests {
    @Test(arguments: ["", "a", "ab", "aba", "ababab", "xxabxx", "aab", "bba", "abc\"null\"null nulnull"])
    func `it finds what a plain comparison finds, in every range`(text: String) {
        let bytes = Array(text.utf8)
        for needle in ["a", "ab", "aba", "null", "\"null\""] {
            for start in 0...bytes.count {
                for end in start...bytes.count {
                    let plain = (start..<max(start, end)).filter {
                        $0 + needle.utf8.count <= end && bytes[$0...].starts(with: needle.utf8)
                    }
                    #expect(ByteSearch(needle).offsets(in: bytes, start..<end) == plain)
                }
            }
        }
    }

    @Test func `an offset is found in the range that holds it`() {
        let offsets = [3, 7, 20]
        for start in 0..<25 {
            for end in start..<25 {
                #expect(ByteSearch.hasOffset(offsets, in: start..<end) == offsets.contains { start <= $0 && $0 < end })
            }
        }
        #expect(!ByteSearch.hasOffset([], in: 0..<9))
    }
}
