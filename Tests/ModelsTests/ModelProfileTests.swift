import FakeArgo
import Testing

@testable import Models

@Suite struct ModelProfileTests {
    @Test(arguments: ServedModel.all)
    func `every model that FakeArgo serves has a profile, which knows what the model refuses`(model: ServedModel) throws {
        let profile = try #require(ModelProfile(of: model.canonicalID))
        #expect(profile.owner.rawValue == model.owner.rawValue)
        #expect(profile.capabilities.contains(.text) == model.isConversational)
        #expect((profile.argoDialect != nil) == model.isConversational)
        for name in [model.displayID, model.internalID] { #expect(ModelProfile(of: name) == profile, "\(name)") }
        let flags: [(ServedModel.Trait, Set<ModelProfile.Flag>)] = [
            (.refusesSampling, [.refusesTemperature, .refusesTopP, .refusesTopK]), (.refusesTemperature, [.refusesTemperature]),
            (.refusesTemperatureWithTopP, [.refusesTemperatureWithTopP]), (.refusesEnabledThinking, [.refusesThinkingBudget]),
            (.refusesAdaptiveThinking, [.refusesAdaptiveThinking]), (.failsOnMaxTokens, [.failsOnMaxTokens]),
            (.failsOnFewTokens, [.failsOnFewTokens]),
        ]
        for (trait, expected) in flags where model.traits.contains(trait) { #expect(profile.flags.isSuperset(of: expected)) }
    }

    @Test(
        arguments: [
            ("claude-opus-9-1", "claude-opus-5-5"), ("claude-sonnet-7", "claude-sonnet-5-5"), ("claude-haiku-6-2", "claude-haiku-5"),
            ("claude-fable-8", "claude-fable-5-1"), ("gpt-7-mini", "gpt-5.6-sol"), ("gpt-8-chat", "gpt-5-chat"), ("o7", "o4-mini"),
            ("gemini-6-pro", "gemini-3.5-pro"), ("gemini-6-flash", "gemini-3.6-flash"), ("gemini-6-flash-lite", "gemini-3.1-flash-lite"),
            ("text-embedding-5-large", "text-embedding-3-large"),
        ])
    func `a model of next year gets the row of the newest of its family`(name: String, newest: String) throws {
        let profile: ModelProfile = try #require(ModelProfile(of: name))
        #expect(profile == ModelProfile(of: newest))
    }

    @Test func `no row of the table is shadowed by an earlier one`() {
        for row in ModelProfile.table {
            let range = row.models
            // The version before one that is no longer meant is the likeliest to be left for the row.
            let last = range.below.map { $0.minor > 0 ? ModelVersion($0.major, $0.minor - 1) : ModelVersion($0.major - 1, 99) }
            let versions = range.from == nil && range.below == nil ? [nil, ModelVersion(4)] : [range.from, last].filter { $0 != nil }
            let found = versions.contains { version in
                let key = ModelKey(Array(range.prefix.utf8))
                return ModelProfile(of: ModelIdentity(family: range.family, version: version, key: key))?.models == range
            }
            #expect(found, "\(range)")
        }
    }

    @Test(arguments: ModelFamily.allCases)
    func `every family has a row for a model whose version is not known`(family: ModelFamily) {
        #expect(ModelProfile(of: ModelIdentity(family: family, version: nil, key: ModelKey([])))?.family == family)
    }

    @Test func `no model is asked for the reasoning that it refuses`() {
        for row in ModelProfile.table {
            switch row.reasoning {
            case .unsupported, .effort: #expect(row.efforts == nil)
            case .budget: #expect(!row.has(.refusesThinkingBudget))
            case .adaptive(let levels): #expect(!row.has(.refusesAdaptiveThinking) && levels == row.efforts ?? [])
            }
        }
    }

    @Test func `open weights are known at every provider, and other models are not`() {
        for id in ["gpt-oss-120b", "openai/gpt-oss-20b", "a/b/GPT-OSS-120B"] {
            #expect(ModelProfile(ofOpenWeights: id)?.contextTokens == 131_072)
            #expect(ModelCapability.known(ofModel: id) == [.text, .tools, .reasoning])
        }
        for id in ["gpt-4o", "openai/gpt-5", "meta/llama-4", ""] {
            #expect(ModelProfile(ofOpenWeights: id) == nil)
            #expect(ModelCapability.known(ofModel: id) == nil)
        }
        #expect(ModelCapability.known(ofModel: "nomic-ai/Nomic-Embed-Text") == [.embedding])
    }
}

@Suite struct ContextWindowTests {
    @Test(arguments: [
        ("claude-sonnet-4-5-20250929", 200_000), ("claude-opus-5", 200_000), ("gpt-5", 272_000), ("gpt-5-mini", 272_000),
        ("gpt-5.5", 272_000), ("gpt-5.4", 128_000), ("gpt-5-chat", 111_616), ("gpt-5.2-chat", 111_616), ("gpt-4.1-mini", 128_000),
        ("gpt-4o", 128_000), ("gpt-4-turbo", 128_000), ("gpt-4", 8_192), ("gpt-4-32k", 32_768), ("gpt-3.5-turbo", 16_385),
        ("o1", 200_000), ("o1-mini", 128_000), ("o3-mini", 200_000), ("gemini-2.5-pro", 1_000_000), ("something-new", 128_000),
    ])
    func `no model is said to take more than it takes anywhere`(model: String, tokens: Int) {
        #expect(ContextWindow.tokens(of: model) == tokens)
    }
}
