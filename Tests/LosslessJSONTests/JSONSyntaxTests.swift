import LosslessJSON
import Testing

struct JSONSyntaxTests {
    @Test(arguments: [(0, 1, 1), (1, 1, 2), (2, 2, 1), (3, 3, 1), (5, 3, 3), (6, 3, 4), (99, 3, 4)])
    func `line and column count from one`(offset: Int, line: Int, column: Int) {
        let position = TextPosition(of: offset, in: Array("a\n\nxyz".utf8))
        #expect(position.line == line)
        #expect(position.column == column)
    }

    @Test func `an empty text has a beginning`() {
        let position = TextPosition(of: 7, in: [])
        #expect(position.line == 1)
        #expect(position.column == 1)
    }
}
