import Testing

@testable import Shim

@Suite struct ModelCatalogueTests {
    @Test(
        arguments: [
            // Canonical.
            ("gpt-4o", "gpt4o"), ("gpt-4.1-mini", "gpt41mini"), ("o3-mini", "gpto3mini"), ("o1", "gpto1"), ("gpt-5.6-sol", "gpt56sol"),
            ("claude-opus-4-8", "claudeopus48"), ("claude-opus-5", "claudeopus5"), ("claude-4.8-opus", "claudeopus48"),
            ("claude-opus-4.8", "claudeopus48"), ("claude-4-8-opus", "claudeopus48"), ("claude-haiku-4-5", "claudehaiku45"),
            ("gemini-2.5-pro", "gemini25pro"), ("gemini-3.1-flash-lite", "gemini31flashlite"),
            ("text-embedding-3-small", "v3small"), ("text-embedding-3-large", "v3large"), ("text-embedding-ada-002", "ada002"),
            // Dated.
            ("claude-sonnet-4-5-20250929", "claudesonnet45"), ("claude-opus-4-1-20250805", "claudeopus41"),
            ("claude-opus-4-5-20251101", "claudeopus45"), ("claude-haiku-4-5-20251001", "claudehaiku45"),
            ("claude-opus-4-8-20260601", "claudeopus48"), ("claude-opus-4-5@20251101", "claudeopus45"),
            ("gpt-4o-2024-08-06", "gpt4o"), ("o3-mini-2025-01-31", "gpto3mini"),
            // Suffixed.
            ("claude-opus-4-6[1m]", "claudeopus46"), ("claude-sonnet-4-5-20250929[1M]", "claudesonnet45"), ("gpt-4o-latest", "gpt4o"),
            ("claude-opus-4-8-latest", "claudeopus48"),
            // Prefixed.
            ("anthropic/claude-opus-4-8", "claudeopus48"), ("openai/gpt-5.5", "gpt55"), ("google/gemini-2.5-pro", "gemini25pro"),
            ("openai/claude-opus-4-8", "claudeopus48"), ("models/gemini-2.5-flash", "gemini25flash"),
            ("argo:gpt-4o", "gpt4o"), ("argo:text-embedding-3-small", "v3small"), ("argo:gpt-o3-mini", "gpto3mini"),
            ("argo:openai/gpt-4o", "gpt4o"), ("argo:claude-4.5-sonnet", "claudesonnet45"), ("ARGO:GPT-4o", "gpt4o"),
            // Argo's own ids.
            ("Claude Opus 4.8", "claudeopus48"), ("claude opus 4.8", "claudeopus48"), ("GPT-4o", "gpt4o"), ("GPT-5.4 nano", "gpt54nano"),
            ("claudeopus48", "claudeopus48"), ("CLAUDEOPUS48", "claudeopus48"), ("gpto4mini", "gpto4mini"), ("ada002", "ada002"),
            (" gpt-4o ", "gpt4o"),
        ])
    func `every form of a name finds its model`(name: String, internalID: String) throws {
        let entry = try #require(ModelCatalogue.builtIn.resolve(name))
        #expect(entry.internalID == internalID)
    }

    @Test(
        arguments: [
            "", " ", "gpt", "claude", "claude-opus", "opus", "o", "gpt-4-1106-preview", "gpt-4-0613", "gpt-4-1106", "gpt-4", "gpt-4-turbo",
            "gpt-3.5-turbo", "argo:gpt-o1-preview", "o1-mini", "gpt-4o-mini", "gpt-4o-audio-preview", "chatgpt-4o-latest",
            "gpt-5-chat-latest", "gpt-5-codex", "gpt-5.3", "gpt-5.5-pro", "claude-opus-4", "claude-opus-4-0", "claude-opus-4-20250514",
            "claude-3-5-sonnet-20241022", "claude-3-7-sonnet-latest", "claude-opus-5-5", "claude-opus-4-9", "claude-instant-1",
            "claude-opus-4-8-fast", "gemini-2.5-flash-lite", "gemini-3.5-pro", "gemini-flash-latest", "text-embedding-004",
            "meta/llama-3", "argo:", "argo:argo:argo:argo:gpt-4o", "gpt\u{2011}4o", "gpt-4o\u{0}", "gpt-4o[", "gpt-4o[]", "gpt-4o[m]",
            "gpt-4o[x1m]", "-20250929", "[1m]", String(repeating: "gpt-4o", count: 100), "claude-sonnet-4-5-99999999",
        ])
    func `a name that is not known means nothing`(name: String) {
        #expect(ModelCatalogue.builtIn.resolve(name) == nil)
    }

    @Test func `a retired name means its model as long as the list has it`() throws {
        let catalogue = ModelCatalogue(
            entries: [
                ("GPT-3.5 Turbo", "gpt35"), ("GPT-4 Turbo", "gpt4turbo"), ("GPT-o1 Preview", "gpto1preview"),
                ("Claude Opus 4", "claudeopus4"),
                ("Claude Sonnet 3.7", "claudesonnet37"), ("Claude Sonnet 3.5 v2", "claudesonnet35v2"),
                ("Claude Haiku 3.5", "claudehaiku35"),
            ].map { ModelEntry(displayID: $0.0, internalID: $0.1) })
        let expected = [
            "gpt-3.5-turbo": "gpt35", "gpt-4-turbo": "gpt4turbo", "argo:gpt-o1-preview": "gpto1preview", "claude-opus-4-0": "claudeopus4",
            "claude-opus-4-20250514": "claudeopus4", "claude-3-7-sonnet-latest": "claudesonnet37",
            "claude-3-5-sonnet-20241022": "claudesonnet35v2", "claude-3-5-haiku-latest": "claudehaiku35",
        ]
        for (name, internalID) in expected { #expect(catalogue.resolve(name)?.internalID == internalID) }
        #expect(catalogue.resolve("claude-3-5-sonnet-20240620") == nil)
        #expect(catalogue.resolve("gpt-4-1106-preview") == nil)
        #expect(catalogue.resolve("gpt-4") == nil)
    }

    @Test func `a date that tells two models of one version apart is heeded`() {
        let older = ModelCatalogue(entries: [ModelEntry(displayID: "Claude Sonnet 3.5", internalID: "claudesonnet35")])
        #expect(older.resolve("claude-3-5-sonnet-20240620")?.internalID == "claudesonnet35")
        #expect(older.resolve("claude-3-5-sonnet-20241022") == nil)
        #expect(older.resolve("claude-3-5-sonnet-latest") == nil)
    }

    @Test func `a name that fits two models means neither`() {
        let catalogue = ModelCatalogue(
            entries: [ModelEntry(displayID: "GPT-4.1", internalID: "gpt41"), ModelEntry(displayID: "GPT 41", internalID: "gpt41x")])
        #expect(catalogue.resolve("gpt_4_1") == nil)
        #expect(catalogue.resolve("gpt41")?.internalID == "gpt41")
        #expect(catalogue.resolve("GPT 41")?.internalID == "gpt41x")
    }

    @Test func `every name of every entry finds it again`() throws {
        for entry in ModelCatalogue.builtIn.entries {
            for name in entry.names + ["argo:" + entry.canonicalID, entry.displayID.lowercased(), entry.internalID.uppercased()] {
                #expect(ModelCatalogue.builtIn.resolve(name) == entry)
            }
            #expect(entry.owner != nil)
            #expect(entry.identity != nil)
        }
    }

    @Test func `only Argo's own ids count as exact`() {
        #expect(ModelCatalogue.builtIn.containsExactly("gpt4o"))
        #expect(ModelCatalogue.builtIn.containsExactly("GPT-4o"))
        #expect(!ModelCatalogue.builtIn.containsExactly("gpt-4o"))
        #expect(!ModelCatalogue.builtIn.containsExactly("claude-opus-4-8"))
        #expect(!ModelCatalogue.builtIn.containsExactly(""))
    }

    @Test func `the newest of a family goes by version`() {
        #expect(ModelCatalogue.builtIn.newest(ofFamily: "opus") == "claude-opus-5")
        #expect(ModelCatalogue.builtIn.newest(ofFamily: "sonnet") == "claude-sonnet-5")
        #expect(ModelCatalogue.builtIn.newest(ofFamily: "haiku") == "claude-haiku-4-5-20251001")
        for family in ["", "gpt", "opusx y", "\u{e9}"] { #expect(ModelCatalogue.builtIn.newest(ofFamily: family) == nil) }
    }

    @Test func `the nearest names are those that differ least`() {
        let catalogue = ModelCatalogue.builtIn
        #expect(catalogue.nearest(to: "claude-opus-4-9", limit: 1) == ["claude-opus-4-8"])
        #expect(catalogue.nearest(to: "argo:gpt-5.6-soll", limit: 1) == ["gpt-5.6-sol"])
        #expect(catalogue.nearest(to: "claude-sonnet-45", limit: 2).contains("claude-sonnet-4-5-20250929"))
        #expect(catalogue.nearest(to: "x", limit: 3).count == 3)
        #expect(catalogue.nearest(to: "x", limit: 0).isEmpty)
        #expect(catalogue.nearest(to: "x", limit: -1).isEmpty)
        #expect(catalogue.nearest(to: String(repeating: "\u{1F600}", count: 10_000), limit: 2).count == 2)
        #expect(ModelCatalogue(entries: []).nearest(to: "gpt", limit: 3).isEmpty)
    }
}
