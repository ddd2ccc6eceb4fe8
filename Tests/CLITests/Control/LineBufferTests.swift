import Testing

@testable import CLI
@testable import SystemSupport

struct LineBufferTests {
    @Test func `lines come out whole, however the pieces are cut`() {
        let text = Array("one\n\nthree is longer\nrest".utf8)
        for cut in 0...text.count {
            var buffer = LineBuffer()
            var lines: [String] = []
            for piece in [text[..<cut], text[cut...]] {
                buffer.append(piece)
                while let line = buffer.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
            }
            #expect(lines == ["one", "", "three is longer"])
            #expect(!buffer.isFull)
        }
    }

    @Test(arguments: [false, true])
    func `a line that is too long is none, with or without an end`(hasEnd: Bool) {
        var buffer = LineBuffer()
        buffer.append(Array(repeating: UInt8(ascii: "x"), count: LineBuffer.longestLine + 1))
        if hasEnd { buffer.append([UInt8(ascii: "\n")]) }
        #expect(buffer.nextLine() == nil)
        #expect(buffer.isFull)
    }

    @Test func `the longest line is a line`() {
        var buffer = LineBuffer()
        buffer.append(Array(repeating: UInt8(ascii: "x"), count: LineBuffer.longestLine))
        #expect(!buffer.isFull)
        buffer.append([UInt8(ascii: "\n")])
        #expect(buffer.nextLine()?.count == LineBuffer.longestLine)
    }
}
