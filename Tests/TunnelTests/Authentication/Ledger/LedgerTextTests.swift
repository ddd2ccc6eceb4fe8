import Testing

@testable import Tunnel

struct LedgerTextTests {
    private static let full = AttemptHistory(
        failures: [.init(time: 5, address: LedgerWord("a.example:22")), .init(time: 6, address: LedgerWord("[::1]:22"))],
        pending: .init(time: 7, process: 4_321, address: LedgerWord("b:2222")), lastSuccess: 3, lastFailure: 6, lastReset: 2)

    @Test(arguments: [AttemptHistory(), full])
    func `what was written is read again`(history: AttemptHistory) {
        #expect(LedgerText.read(LedgerText.bytes(of: history)) == .history(history))
    }

    @Test func `every beginning of a ledger is damaged, and no end is`() {
        let whole = LedgerText.bytes(of: Self.full)
        for count in 0..<whole.count {
            guard case .damaged = LedgerText.read(Array(whole.prefix(count))) else {
                Issue.record("\(count) bytes of \(whole.count) were taken for the whole")
                return
            }
        }
    }

    @Test(arguments: [
        ("", "does not begin as one"),
        ("\n\n\n", "does not begin as one"),
        ("{\"failures\": []}\n", "does not begin as one"),
        ("argo-shim login attempts 2\nend\n", "is of another version (2) of argo-shim"),
        ("argo-shim login attempts 1\n", "is not whole"),
        ("argo-shim login attempts 1\nfailure 5 a\n", "is not whole"),
        ("argo-shim login attempts 1\nend\nfailure 5 a\n", "is not whole"),
        ("argo-shim login attempts 1\nfailure five a\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\nfailure -5 a\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\nfailure 99999999999999999999 a\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\nfailure 9223372036854775807 a\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\nfailure 5\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\nfailure 5 a b\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\nfailure 5 A B\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\nsuccess 5\nsuccess 6\nend\n", "cannot be read in line 3"),
        ("argo-shim login attempts 1\npending 5 0 a\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\npending 5 1 a\npending 5 1 a\nend\n", "cannot be read in line 3"),
        ("argo-shim login attempts 1\nforgiven 5\nend\n", "cannot be read in line 2"),
        ("argo-shim login attempts 1\n\nend\n", "cannot be read in line 2"),
    ])
    func `a damaged ledger is told from a whole one`(text: String, reason: String) {
        #expect(LedgerText.read(Array(text.utf8)) == .damaged(reason: reason))
    }

    @Test func `bytes that are no text, and files without end, are damaged`() {
        #expect(LedgerText.read([0xFF, 0xFE, 0x00]) == .damaged(reason: "is not text"))
        #expect(LedgerText.read(Array(repeating: 0x20, count: LedgerText.sizeLimit + 1)) == .damaged(reason: "is far too long"))
    }

    @Test(arguments: [
        ("LOGIN3.cels.anl.gov", "login3.cels.anl.gov"), ("a b/../c", "a%20b%2f..%2fc"), ("", "%"), ("ü", "%c3%bc"), ("x\ny", "x%0ay"),
    ])
    func `names become words that fit into a line and a file's name`(name: String, word: String) {
        #expect(LedgerWord(name).text == word)
        #expect(LedgerWord(read: word[...]) == LedgerWord(name))
    }

    @Test func `a word is never longer than a file's name may be`() {
        #expect(LedgerWord(String(repeating: "ü", count: 1_000)).text.utf8.count <= 200)
        #expect(LedgerWord(String(repeating: "a", count: 1_000)).text.utf8.count <= 200)
    }
}
