import Testing

@testable import Models

@Suite struct ModelIdentityTests {
    @Test(
        arguments: [
            ("claude-opus-4-8", ModelFamily.opus, ModelVersion(4, 8)), ("claudeopus48", .opus, ModelVersion(4, 8)),
            ("claude-3-7-sonnet-20250219", .sonnet, ModelVersion(3, 7)), ("claude-opus-5", .opus, ModelVersion(5)),
            ("claude-opus-4-20250514", .opus, ModelVersion(4)), ("claude-haiku-4-5-20251001", .haiku, ModelVersion(4, 5)),
            ("claude-opus-4-10", .opus, ModelVersion(4, 10)), ("claude-opus", .opus, nil),
            ("claude-fable-5-1", .claude, ModelVersion(5, 1)),
            ("gpt-4o", .gpt, ModelVersion(4)), ("gpt-5.6-sol", .gpt, ModelVersion(5, 6)), ("gpt56sol", .gpt, ModelVersion(5, 6)),
            ("gpt-5-mini", .gpt, ModelVersion(5)), ("gpt-5-chat", .otherOpenAI, ModelVersion(5)),
            ("gpt-3.5-turbo", .gpt, ModelVersion(3, 5)),
            ("o3-mini", .reasoning, ModelVersion(3)), ("gpto4mini", .reasoning, ModelVersion(4)), ("gpt-o1", .reasoning, ModelVersion(1)),
            ("gemini-3.1-flash-lite", .geminiFlashLite, ModelVersion(3, 1)), ("gemini35flash", .geminiFlash, ModelVersion(3, 5)),
            ("gemini-2.5-pro", .gemini, ModelVersion(2, 5)), ("text-embedding-3-small", .embedding, ModelVersion(3)),
        ] as [(String, ModelFamily, ModelVersion?)])
    func `family and version are read from a name`(name: String, family: ModelFamily, version: ModelVersion?) throws {
        let identity = try #require(ModelIdentity(name))
        #expect(identity.family == family)
        #expect(identity.version == version)
    }

    @Test(arguments: ["", "llama-3", "opus", "mistral", "\u{e9}"])
    func `other vendors' names say nothing`(name: String) {
        #expect(ModelIdentity(name) == nil)
    }

    @Test func `a range holds its lower bound and not its upper one`() throws {
        let range = ModelRange(.opus, from: .init(4, 5), below: .init(4, 7))
        let expected = ["claude-opus-4-1": false, "claude-opus-4-5": true, "claude-opus-4-6": true, "claude-opus-4-7": false]
        for (name, isInside) in expected { #expect(range.contains(try #require(ModelIdentity(name))) == isInside) }
        #expect(!range.contains(try #require(ModelIdentity("claude-opus"))))
        #expect(ModelRange(.opus).contains(try #require(ModelIdentity("claude-opus"))))
        #expect(!range.contains(try #require(ModelIdentity("claude-sonnet-4-5"))))
    }
}
