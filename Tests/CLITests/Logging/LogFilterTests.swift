import Logging
import Testing

@testable import CLI

struct LogFilterTests {
    private static let lines = [
        "before any time", "2026-01-01T00:00:00Z debug a", "2026-01-01T00:00:01Z warning b x=\"y z\"", "  a line of the runtime's",
        #"{"time":"2026-01-01T00:00:02Z","level":"info","message":"c"}"#, #"{"time":"2026-01-01T00:00:03Z","level":"error","message":"d"}"#,
        #"{"time":3}"#, "2026-01-01T00:00:04Z nonsense e", "2026 warning f",
    ]

    private func chosen(since: String?, level: Logger.Level?) -> [Int] {
        var filter = LogFilter(since: since, level: level)
        return Self.lines.indices.filter { filter.accepts(Self.lines[$0]) }
    }

    @Test func `without a wish every line is shown`() {
        #expect(chosen(since: nil, level: nil) == Array(0..<9))
    }

    @Test func `a level leaves out what is below it, and lines without one go with those before them`() {
        #expect(chosen(since: nil, level: .warning) == [0, 2, 3, 5, 6, 7, 8])
    }

    @Test func `a time leaves out what is older`() {
        #expect(chosen(since: "2026-01-01T00:00:02Z", level: nil) == [4, 5, 6, 7, 8])
        #expect(chosen(since: "2026-01-01T00:00:02Z", level: .error) == [5, 6, 7, 8])
        #expect(chosen(since: "2027-01-01T00:00:00Z", level: nil) == [])
    }
}
