import LosslessJSON
import Testing

@testable import Shim

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

    @Test(arguments: ["claude-opus-99999999999999999999999-1", "gpt-" + String(repeating: "9", count: 190), "claude-1-2-3-4-5-6", "gpt-٣"])
    func `a strange version never traps`(name: String) {
        #expect(ModelCatalogue.builtIn.resolve(name) == nil)
        _ = ModelIdentity(name)
    }
}

@Suite struct ModelFactsTests {
    @Test(arguments: [
        ("claude-opus-4-8", "text vision tools reasoning", 200_000, 128_000), ("claude-3-5-haiku", "text vision tools", 200_000, 8_192),
        ("gpt-4o", "text vision tools", 128_000, 16_384), ("gpt-4", "text tools", 8_192, 8_192),
        ("gpt-3.5-turbo", "text tools", 16_385, 4_096), ("gpt-5.6-sol", "text vision tools reasoning", 272_000, 128_000),
        ("o1-mini", "text reasoning", 128_000, 65_536), ("o3-mini", "text tools reasoning", 200_000, 100_000),
        ("GPT-o3", "text vision tools reasoning", 200_000, 100_000), ("gemini-2.5-pro", "text vision tools reasoning", 1_000_000, 65_536),
    ])
    func `a model's name tells what it can do`(name: String, capabilities: String, context: Int, answer: Int) {
        let facts = ModelFacts(ModelEntry(displayID: name, internalID: name))
        #expect(facts.capabilities?.map(\.rawValue).joined(separator: " ") == capabilities)
        #expect(facts.contextTokens == context)
        #expect(facts.answerTokens == answer)
    }

    @Test func `a model for embeddings does nothing else`() {
        let facts = ModelFacts(ModelEntry(displayID: "text-embedding-3-small", internalID: "v3small"))
        #expect(facts.capabilities == [.embedding])
        #expect(facts.answerTokens == nil)
    }

    @Test func `nothing is said of a model of no known line`() {
        let facts = ModelFacts(ModelEntry(displayID: "Llama 5", internalID: "llama5"))
        #expect(
            String(decoding: facts.value(provider: "argo", source: .cached).serialized, as: UTF8.self)
                == #"{"provider":"argo","capabilities":null,"context_tokens":null,"answer_tokens":null,"state":"listed earlier"}"#)
    }

    @Test func `every model that is built in has its facts`() {
        for entry in ModelCatalogue.builtIn.entries {
            #expect(ModelFacts(entry).capabilities != nil, "\(entry.canonicalID)")
        }
    }
}
