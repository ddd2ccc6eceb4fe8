import Testing

@testable import CLI

@Suite struct AnswerTimingTests {
    @Test(arguments: [
        (AnswerTiming(firstByte: .milliseconds(40), total: .milliseconds(1_996)), "First byte after 0.04 s, all after 2.00 s."),
        (AnswerTiming(total: .seconds(61)), "All after 61.00 s."),
        (
            AnswerTiming(firstByte: .seconds(1), total: .seconds(2), usage: .init(input: 9, output: 12)),
            "First byte after 1.00 s, all after 2.00 s; tokens: 9 in, 12 out."
        ),
        (AnswerTiming(total: .zero, usage: .init(input: 0, output: 12)), "All after 0.00 s; tokens: 12 out."),
        (AnswerTiming(total: .zero, usage: .init(input: 0, output: 0)), "All after 0.00 s."),
    ])
    func `it is told in seconds, with the tokens that are known`(timing: AnswerTiming, words: String) {
        #expect(timing.words == words)
    }
}
