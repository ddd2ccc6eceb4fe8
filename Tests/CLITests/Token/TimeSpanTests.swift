import Testing

@testable import CLI

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
