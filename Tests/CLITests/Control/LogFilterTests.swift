import Logging
import Testing

@testable import CLI
@testable import Daemon

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

struct TimeSpanTests {
    @Test(arguments: [("1s", 1), ("90s", 90), ("30m", 1_800), ("24h", 86_400), ("7d", 604_800), ("007d", 604_800)])
    func `a number and a unit are a time`(text: String, seconds: Int) {
        #expect(TimeSpan(argument: text)?.seconds == seconds)
        #expect(TimeSpan(argument: text)?.duration == .seconds(seconds))
    }

    @Test(arguments: [
        "", "s", "24", "0h", "-1h", "+1h", "1.5h", "1 h", " 1h", "1h ", "1H", "1w", "1hh", "h1", "٢h", "1é", "99999999999999999999s",
    ])
    func `anything else is none`(text: String) {
        #expect(TimeSpan(argument: text) == nil)
    }

    @Test func `the longest time is told from one that is too long`() {
        let longest = Int.max / 86_400
        #expect(TimeSpan(argument: "\(longest)d")?.seconds == longest * 86_400)
        #expect(TimeSpan(argument: "\(longest + 1)d") == nil)
    }
}
