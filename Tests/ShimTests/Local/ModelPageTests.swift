import Testing

@testable import Shim

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
