import Testing

@testable import Tunnel

struct AttemptHistoryTests {
    private let jump = LedgerWord("jump:22")
    private let last = LedgerWord("last:22")

    private func history(_ failures: [(Int, LedgerWord)]) -> AttemptHistory {
        AttemptHistory(failures: failures.map { .init(time: $0.0, address: $0.1) })
    }

    @Test func `success at a jump host does not hide the failures of the host behind it`() {
        var history = history([(1, jump), (2, last), (3, jump)])
        history.begin(jump, process: 7, now: 10)
        history.resolve(.accepted(isLastHop: false), now: 11)
        #expect(history.failures.map(\.address) == [last])
        #expect(history.lastSuccess == 11)
    }

    @Test func `success at the last hop clears the row`() {
        var history = history([(1, jump), (2, last), (3, LedgerWord("mistyped:22"))])
        history.begin(last, process: 7, now: 10)
        history.resolve(.accepted(isLastHop: true), now: 11)
        #expect(history.failures.isEmpty)
        #expect(history.pending == nil)
    }

    @Test func `a failure is added, and what does not count is not`() {
        var history = AttemptHistory()
        history.begin(jump, process: 7, now: 10)
        history.resolve(.notCounted, now: 11)
        #expect(history == AttemptHistory())
        history.begin(jump, process: 7, now: 20)
        history.resolve(.failed, now: 21)
        #expect(history.failures == [.init(time: 21, address: jump)])
        #expect(history.lastFailure == 21)
    }

    @Test func `a login whose process is gone counts as a failure of the time when it began`() {
        var history = AttemptHistory()
        history.begin(jump, process: 7, now: 10)
        history.settle(now: 500)
        #expect(history.failures == [.init(time: 10, address: jump)])
        #expect(history.pending == nil)
    }

    @Test func `times that lie ahead become now, so that their pause begins once`() {
        var history = history([(900, jump), (1_000, jump)])
        history.lastFailure = 1_000
        history.settle(now: 400)
        #expect(history.verdict(now: 400) == .paused(until: 1_300))
        history.settle(now: 1_299)
        #expect(history.verdict(now: 1_299) == .paused(until: 1_300))
        #expect(history.verdict(now: 1_300) == .allowed)
    }
}

struct AttemptPolicyTests {
    @Test(arguments: [
        (0, 0, AttemptPolicy.Verdict.allowed), (1, 0, .allowed), (2, 0, .paused(until: 10_900)), (2, 899, .paused(until: 10_900)),
        (2, 900, .allowed), (3, 0, .allowed), (4, 0, .paused(until: 10_900)), (4, 900, .allowed), (5, 0, .allowed), (6, 0, .locked),
        (6, 1_000_000, .locked), (7, 1_000_000, .locked),
    ])
    func `each second failure pauses for 15 minutes, and the sixth locks`(failures: Int, later: Int, expected: AttemptPolicy.Verdict) {
        #expect(AttemptPolicy.verdict(failures: failures, lastFailure: 10_000, now: 10_000 + later) == expected)
    }

    @Test(arguments: [1, 900, 86_400, 9_999])
    func `a clock that was set back neither skips a pause nor makes it longer`(back: Int) {
        let now = 10_000 - back
        #expect(AttemptPolicy.verdict(failures: 2, lastFailure: 10_000, now: now) == .paused(until: now + 900))
    }

    @Test(arguments: zip(0...6, [0, 0, 1, 1, 2, 2, 3]))
    func `pauses are counted in pairs of failures`(failures: Int, pauses: Int) {
        #expect(AttemptPolicy.pauses(failures: failures) == pauses)
    }
}

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
        ("", "has an unknown first line"),
        ("\n\n\n", "has an unknown first line"),
        ("{\"failures\": []}\n", "has an unknown first line"),
        ("argo-shim login attempts 2\nend\n", "is from another version (2) of argo-shim"),
        ("argo-shim login attempts 1\n", "is incomplete"),
        ("argo-shim login attempts 1\nfailure 5 a\n", "is incomplete"),
        ("argo-shim login attempts 1\nend\nfailure 5 a\n", "is incomplete"),
        ("argo-shim login attempts 1\nfailure five a\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\nfailure -5 a\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\nfailure 99999999999999999999 a\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\nfailure 9223372036854775807 a\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\nfailure 5\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\nfailure 5 a b\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\nfailure 5 A B\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\nsuccess 5\nsuccess 6\nend\n", "has an error in line 3"),
        ("argo-shim login attempts 1\npending 5 0 a\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\npending 5 1 a\npending 5 1 a\nend\n", "has an error in line 3"),
        ("argo-shim login attempts 1\nforgiven 5\nend\n", "has an error in line 2"),
        ("argo-shim login attempts 1\n\nend\n", "has an error in line 2"),
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
