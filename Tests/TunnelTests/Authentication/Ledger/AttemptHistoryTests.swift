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
