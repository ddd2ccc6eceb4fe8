import Testing

@testable import FakeArgo

@Suite struct ServedModelTests {
    @Test func `ids are unique and every model is found by both`() {
        #expect(Set(ServedModel.all.map(\.internalID)).count == ServedModel.all.count)
        #expect(Set(ServedModel.all.map(\.displayID)).count == ServedModel.all.count)
        for model in ServedModel.all {
            #expect(ServedModel.named(model.displayID) == model)
            #expect(ServedModel.named(model.internalID) == model)
        }
        #expect(ServedModel.all.count == 37)
    }

    @Test(arguments: ["gpt35", "claudesonnet37", "GPT-4O", "claude-sonnet-4-6", ""])
    func `other names are not exact`(name: String) {
        #expect(ServedModel.named(name) == nil)
    }

    @Test(
        arguments: [
            ("claude-sonnet-4-6", "claudesonnet46"), ("claude-sonnet-4-5-20250929", "claudesonnet45"),
            ("claude-opus-4-1-20250805", "claudeopus41"), ("claude-opus-5", "claudeopus5"), ("claude-sonnet-4-5-2025", nil),
            ("claude-opus-5-5", nil), ("gpt-4o", nil), ("", nil), ("20250929", nil),
        ]
    )
    func `Anthropic's ids are known with and without a date`(name: String, internalID: String?) {
        #expect(ServedModel.namedByAnthropic(name)?.internalID == internalID)
    }
}
