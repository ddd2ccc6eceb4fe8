import LosslessJSON
import Testing

@testable import Translation

@Suite
struct RoundTripTests {
    @Test(arguments: Dialect.allCases, Dialect.allCases)
    func `What both dialects can say comes back as it was`(first: Dialect, second: Dialect) throws {
        for seed in 0..<60 as Range<UInt64> {
            var generator = ConversationGenerator(seed: seed, dialects: [first, second])
            let original = generator.conversation()
            var translation = try RequestTranslation(Array(Request.text(.chat).utf8), from: .chat)
            translation.conversation = original
            let there = try translation.encoded(for: first, traits: Sample.traits)
            let read = try RequestTranslation(there.body, from: first)
            let away = try read.encoded(for: second, traits: Sample.traits)
            let back = try RequestTranslation(away.body, from: second).encoded(for: first, traits: Sample.traits)
            let end = try RequestTranslation(back.body, from: first)
            #expect(ConversationShape(read.conversation) == ConversationShape(original), "\(first) alone, seed \(seed)")
            #expect(ConversationShape(end.conversation) == ConversationShape(original), "seed \(seed)")
            #expect(away.notes == [] && back.notes == [], "nothing is lost, seed \(seed)")
        }
    }
}
