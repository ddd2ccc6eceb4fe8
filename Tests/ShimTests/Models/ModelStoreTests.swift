import Testing
import TokenSync

@testable import Shim

struct ModelStoreTests {
    private static func catalogue(_ name: String) throws -> ModelCatalogue {
        try ModelCatalogue(modelsReply: Array(#"{"data":[{"id":"\#(name)","internal_name":"\#(name)"}]}"#.utf8))
    }

    @Test func `who asks for Argo's lists after the first has come gets it`() async throws {
        let store = ModelStore(cache: nil)
        store.update(try Self.catalogue("first"))
        let updates = store.updates()
        store.finish()
        #expect(await names(updates) == [["first"]])
    }

    @Test func `who is slow gets the newest list`() async throws {
        let store = ModelStore(cache: nil)
        let updates = store.updates()
        store.update(try Self.catalogue("first"))
        store.update(try Self.catalogue("second"))
        store.finish()
        #expect(await names(updates) == [["second"]])
    }

    @Test func `the built-in list is no news from Argo`() async {
        let store = ModelStore(cache: nil)
        let updates = store.updates()
        store.finish()
        #expect(await names(updates) == [])
    }

    @Test func `who asks after the end gets what was known and the end`() async throws {
        let store = ModelStore(cache: nil)
        store.update(try Self.catalogue("last"))
        store.finish()
        #expect(await names(store.updates()) == [["last"]])
    }

    /// The newest list arrives at every listener, at whatever moment they begin to listen.
    @Test func `no list is lost between the look and the entry`() async throws {
        for _ in 0..<200 {
            let store = ModelStore(cache: nil)
            let list = try Self.catalogue("only")
            async let heard = store.updates().first { _ in true }
            async let told: Void = store.update(list)
            _ = await told
            #expect(await heard?.entries.map(\.displayID) == ["only"])
        }
    }

    private func names(_ updates: AsyncStream<ModelCatalogue>) async -> [[String]] {
        var names: [[String]] = []
        for await catalogue in updates { names.append(catalogue.entries.map(\.displayID)) }
        return names
    }
}

/// The list of models, page by page.
struct ModelPageTests {
    private static let names = ["a", "b/c", "d", "e", "f"]

    @Test(arguments: ["limit=2&after_id=", "pageSize=2&pageToken="])
    func `pages that follow each other are the whole list`(query: String) {
        var seen: [String] = []
        var page = ModelPage(limit: 2)
        for _ in 0..<3 {
            let (places, hasMore) = page.places(among: Self.names)
            seen += Self.names[places]
            #expect(hasMore == (seen.count < Self.names.count))
            page = ModelPage(query: query + (seen.last ?? "").replacing("/", with: "%2F"))
        }
        #expect(seen == Self.names)
    }

    @Test func `pages go backwards, too`() {
        let last = ModelPage(query: "before_id=f&limit=3").places(among: Self.names)
        #expect(last.places == 1..<4 && last.hasMore)
        let first = ModelPage(query: "before_id=b%2Fc&limit=3").places(among: Self.names)
        #expect(first.places == 0..<1 && !first.hasMore)
    }

    @Test(arguments: [
        ("", 0..<5), ("limit=0", 0..<1), ("limit=x", 0..<5), ("limit=9223372036854775807&after_id=e", 4..<5), ("after_id=gone", 5..<5),
        ("after_id=f&limit=1", 5..<5), ("before_id=gone", 0..<0),
    ])
    func `no query leads out of the list`(query: String, places: Range<Int>) {
        let page = ModelPage(query: query).places(among: Self.names)
        #expect(page.places == places)
        #expect(page.hasMore == (query == "limit=0"))
    }
}
