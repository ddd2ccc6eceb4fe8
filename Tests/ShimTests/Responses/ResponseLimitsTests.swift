import Testing

@testable import Shim

@Suite struct ResponseLimitsTests {
    private func limits(_ change: (inout ResponseLimits) -> Void) -> ResponseLimits {
        var limits = ResponseLimits()
        change(&limits)
        return limits
    }

    private let files = (1...5).map { ResponseLimits.File(name: "file\($0)", size: 10, time: $0 * 100) }

    @Test func `what is young and little stays`() {
        #expect(ResponseLimits().surplus(of: files, now: 600).isEmpty)
    }

    @Test func `what is too old goes`() {
        #expect(limits { $0.age = 300 }.surplus(of: files, now: 600).sorted() == ["file1", "file2", "file3"])
    }

    @Test func `of too many the oldest go`() {
        #expect(limits { $0.count = 2 }.surplus(of: files, now: 600).sorted() == ["file1", "file2", "file3"])
    }

    @Test func `of too much the oldest go`() {
        #expect(limits { $0.totalSize = 35 }.surplus(of: files, now: 600).sorted() == ["file1", "file2"])
    }

    @Test func `a clock that was set back removes nothing`() {
        #expect(limits { $0.age = 300 }.surplus(of: files, now: 0).isEmpty)
    }
}
