import LosslessJSON
import Models
import Testing

@testable import Shim

@Suite struct ModelFactsTests {
    @Test(arguments: [
        ("claude-opus-4-8", "text vision tools reasoning", 200_000, 128_000), ("claude-3-5-haiku", "text vision tools", 200_000, 8_192),
        ("gpt-4o", "text vision tools", 128_000, 16_384), ("gpt-4", "text tools", 8_192, 8_192),
        ("gpt-3.5-turbo", "text tools", 16_385, 4_096), ("gpt-5.6-sol", "text vision tools reasoning", 272_000, 128_000),
        ("o1-mini", "text reasoning", 128_000, 65_536), ("o3-mini", "text tools reasoning", 200_000, 100_000),
        ("GPT-o3", "text vision tools reasoning", 200_000, 100_000), ("gemini-2.5-pro", "text vision tools reasoning", 1_000_000, 65_536),
    ])
    func `a model's name tells what it can do`(name: String, capabilities: String, context: Int, answer: Int) throws {
        let profile = try #require(ModelEntry(displayID: name, internalID: name).profile)
        #expect(profile.capabilities.map(\.rawValue).joined(separator: " ") == capabilities)
        #expect(profile.contextTokens == context)
        #expect(profile.maximumOutput == answer)
    }

    @Test func `a model for embeddings does nothing else`() throws {
        let profile = try #require(ModelEntry(displayID: "text-embedding-3-small", internalID: "v3small").profile)
        #expect(profile.capabilities == [.embedding])
        #expect(profile.maximumOutput == nil)
    }

    @Test func `nothing is said of a model of no known line`() {
        let facts = ModelListEntry(ModelEntry(displayID: "Llama 5", internalID: "llama5"), from: .cached).facts
        #expect(
            String(decoding: facts.serialized, as: UTF8.self)
                == #"{"provider":"argo","capabilities":null,"context_tokens":null,"answer_tokens":null,"state":"listed earlier"}"#)
    }

    @Test func `every model that is built in has its facts`() {
        for entry in ModelCatalogue.builtIn.entries {
            #expect(entry.profile != nil, "\(entry.canonicalID)")
        }
    }
}
