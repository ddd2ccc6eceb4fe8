import Testing

@testable import Tunnel

struct ServerTextTests {
    private static func words(_ text: String) -> String {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe ServerText.words($0) }
    }

    @Test func `what could move the cursor or turn the text around is taken out`() {
        #expect(Self.words("Code:\u{1B}[2J\u{7}\r\n\tnow\u{9B}1m\u{202E}!") == "Code:[2J\n\tnow1m!")
        #expect(Self.words("Duo für Zoë: ☎") == "Duo für Zoë: ☎")
    }

    @Test func `a screen is enough`() {
        #expect(Self.words(String(repeating: "x", count: 100_000)).utf8.count <= 4_096)
    }
}
