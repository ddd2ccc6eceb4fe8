import Models
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

    @Test(arguments: ["claude-opus-99999999999999999999999-1", "gpt-" + String(repeating: "9", count: 190), "claude-1-2-3-4-5-6", "gpt-٣"])
    func `a strange version never traps`(name: String) {
        #expect(ModelCatalogue.builtIn.resolve(name) == nil)
        _ = ModelIdentity(name)
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

@Suite struct ModelCatalogueReplyTests {
    private func catalogue(_ reply: String) throws -> ModelCatalogue {
        try ModelCatalogue(modelsReply: Array(reply.utf8))
    }

    @Test func `the shape of today is read`() throws {
        let catalogue = try catalogue(
            #"{"object":"list","data":[{"id":"Claude Sonnet 4.6","object":"model","created":17,"owned_by":"anthropic","#
                + #""internal_id":"claudesonnet46"},{"id":"Claude Sonnet 4.5","owned_by":"someone","internal_id":"claudesonnet45"}]}"#)
        let first = try #require(catalogue.entries.first)
        #expect(first.displayID == "Claude Sonnet 4.6")
        #expect(first.internalID == "claudesonnet46")
        #expect(first.canonicalID == "claude-sonnet-4-6")
        #expect(first.owner == .anthropic)
        #expect(first.createdAt == 17)
        let second = try #require(catalogue.entries.last)
        #expect(second.canonicalID == "claude-sonnet-4-5-20250929")
        #expect(second.aliases == ["claude-sonnet-4-5"])
        #expect(second.owner == .anthropic)
        // date -u -d 2025-09-29 +%s
        #expect(second.createdAt == 1_759_104_000)
    }

    @Test func `the older shape is read`() throws {
        let catalogue = try catalogue(#"{"data":[{"id":"gpt35","model_name":"GPT-3.5 Turbo"},{"id":"gpt4o"}]}"#)
        #expect(catalogue.entries.map(\.displayID) == ["GPT-3.5 Turbo", "gpt4o"])
        #expect(catalogue.entries.map(\.internalID) == ["gpt35", "gpt4o"])
        #expect(catalogue.entries.map(\.canonicalID) == ["gpt-3.5-turbo", "gpt-4o"])
        #expect(catalogue.resolve("gpt-3.5-turbo")?.internalID == "gpt35")
    }

    @Test(
        arguments: [
            ("Claude Opus 5.5", "claudeopus55", "claude-opus-5-5", ModelOwner.anthropic),
            ("claudeopus55", "claudeopus55", "claude-opus-5-5", .anthropic),
            ("Claude Fable 5.1", "claudefable51", "claude-fable-5-1", .anthropic),
            ("GPT-5.7", "gpt57", "gpt-5.7", .openai), ("gpt57", "gpt57", "gpt-5.7", .openai),
            ("gpt57mini", "gpt57mini", "gpt-5.7-mini", .openai),
            ("gpto5mini", "gpto5mini", "o5-mini", .openai), ("GPT-o5 Mini", "gpto5mini", "o5-mini", .openai),
            ("Gemini 4 Flash Lite", "gemini4flashlite", "gemini-4-flash-lite", .google),
            ("gemini45flashlite", "gemini45flashlite", "gemini-4.5-flash-lite", .google),
        ])
    func `a model that nobody has heard of gets its vendor's name`(
        display: String, id: String, canonical: String, owner: ModelOwner
    ) throws {
        let catalogue = try catalogue("{\"data\":[{\"id\":\"\(display)\",\"internal_id\":\"\(id)\"}]}")
        let entry = try #require(catalogue.resolve(canonical))
        #expect(entry.internalID == id)
        #expect(entry.canonicalID == canonical)
        #expect(entry.owner == owner)
        #expect(catalogue.resolve("argo:" + canonical + "[1m]") == entry)
    }

    @Test(arguments: ["", "no", "7", "{}", #"{"data":null}"#, #"{"data":{}}"#, #"{"models":[]}"#])
    func `what is no list is refused`(reply: String) {
        #expect(throws: ModelCatalogueError.notAModelList) { try catalogue(reply) }
    }

    @Test(arguments: ["[]", #"{"data":[]}"#, #"{"data":[7,null,[],{},{"id":7},{"id":""},{"id":null}]}"#])
    func `a list without models is refused`(reply: String) {
        #expect(throws: ModelCatalogueError.noModels) { try catalogue(reply) }
    }

    @Test func `a list is read up to its bounds`() throws {
        let long = String(repeating: "x", count: 300)
        let entries = (0..<1_500).map { "{\"id\":\"Model \($0)\",\"internal_id\":\"m\($0)x\"}" }
        let catalogue = try catalogue("[{\"id\":\"\(long)\"},\(entries.joined(separator: ","))]")
        #expect(catalogue.entries.count == 999)
        #expect(catalogue.resolve(long) == nil)
    }

    @Test func `a model that is listed twice is one model`() throws {
        let entry = #"{"id":"GPT-4o","internal_id":"gpt4o","created":18446744073709551616}"#
        let catalogue = try catalogue("[\(entry),\(entry)]")
        #expect(catalogue.entries.count == 1)
        #expect(catalogue.resolve("gpt-4o")?.createdAt == nil)
    }
}
