import Testing

@testable import Shim

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
