import Testing

@testable import Tunnel

struct ForeignTextTests {
    @Test(arguments: [
        ("Passcode: ", "Passcode: "), ("a\u{1B}[31mred\u{7}", "a[31mred"), ("one\r\ntwo", "one\ntwo"), ("x\ty", "x y"),
        ("\u{9B}2J\u{85}", "2J"), ("abc\u{202E}def\u{200B}", "abcdef"), ("Grüße ✓", "Grüße ✓"), ("\u{0}", ""),
    ])
    func `what could move a cursor is taken out`(text: String, clean: String) {
        #expect(ForeignText.lines(text, limit: 100) == clean)
        #expect(ForeignText.line(text) == clean.replacing("\n", with: ""))
    }

    @Test func `it is never longer than its limit`() {
        #expect(ForeignText.lines(String(repeating: "x", count: 100_000), limit: 1_024).unicodeScalars.count == 1_024)
        #expect(ForeignText.line(String(repeating: "x", count: 100_000)).unicodeScalars.count == 256)
    }
}
