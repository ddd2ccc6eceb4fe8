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
