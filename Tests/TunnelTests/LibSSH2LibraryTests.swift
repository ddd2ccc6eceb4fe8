import Testing

@testable import Tunnel

struct LibSSH2LibraryTests {
    @Test func `the loaded library is one that this project supports`() throws {
        let numbers = LibSSH2Library.version.split(separator: ".").prefix(2).compactMap { Int($0) }
        try #require(numbers.count == 2)
        #expect((numbers[0], numbers[1]) >= (1, 10))
    }
}

struct AlgorithmKindTests {
    @Test(arguments: AlgorithmKind.allCases) func `the library has some of what we prefer`(kind: AlgorithmKind) {
        let offered = LibSSH2Library.offeredAlgorithms(kind)
        #expect(!offered.isEmpty)
        #expect(kind.preference.filter(offered.contains) == offered)
    }

    @Test(arguments: AlgorithmKind.allCases) func `nothing weak is offered`(kind: AlgorithmKind) {
        for name in kind.preference {
            #expect(!name.contains("sha1") && !name.contains("md5") && !name.contains("cbc") && !name.contains("arcfour"))
            #expect(name != "ssh-rsa" && name != "ssh-dss")
        }
    }
}

struct ServerTextTests {
    private static func words(_ text: String) -> String {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe SanitizedText.lines(serverText($0.baseAddress, $0.count), limit: .max) }
    }

    @Test func `what could move the cursor or turn the text around is taken out`() {
        #expect(Self.words("Code:\u{1B}[2J\u{7}\r\n\tnow\u{9B}1m\u{202E}!") == "Code:[2J\n now1m!")
        #expect(Self.words("Duo für Zoë: ☎") == "Duo für Zoë: ☎")
    }

    @Test func `a screen is enough`() {
        #expect(Self.words(String(repeating: "x", count: 100_000)).utf8.count <= 4_096)
    }
}
