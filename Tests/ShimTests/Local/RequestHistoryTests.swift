import Testing

@testable import Shim

struct RequestHistoryTests {
    @Test func `the last hour is this minute and the 59 before it`() {
        var history = RequestHistory()
        for minute in 0..<200 { history.note(isError: minute % 10 == 0, minute: minute) }
        #expect(history.lastHour(minute: 199) == (60, 6))
        #expect(history.lastHour(minute: 229) == (30, 3))
        #expect(history.lastHour(minute: 258) == (1, 0))
        #expect(history.lastHour(minute: 259) == (0, 0))
    }

    @Test func `requests of one minute add up, and those of an hour before it do not`() {
        var history = RequestHistory()
        for _ in 0..<3 { history.note(isError: false, minute: 5) }
        #expect(history.lastHour(minute: 5) == (3, 0))
        history.note(isError: true, minute: 65)
        #expect(history.lastHour(minute: 65) == (1, 1))
    }

    @Test func `it is right for any times that only go forward`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var history = RequestHistory()
            var all: [Int] = []
            var minute = Int.random(in: 0..<1_000, using: &generator)
            for _ in 0..<300 {
                minute += [0, 0, 0, 1, 2, 70].randomElement(using: &generator) ?? 0
                history.note(isError: false, minute: minute)
                all.append(minute)
                #expect(history.lastHour(minute: minute).requests == all.count { $0 > minute - 60 })
            }
        }
    }

    @Test func `nothing is nothing`() {
        #expect(RequestHistory().lastHour(minute: 0) == (0, 0))
    }
}
