internal import LosslessJSON

extension Citation {
    init(messages citation: JSONReader) {
        self.init(
            url: citation.string("url") ?? citation.string("source"), title: citation.string("title") ?? citation.string("document_title"),
            quote: citation.string("cited_text")
        )
    }

    /// The only kind of citation that names an address.
    var messagesObject: JSONValue {
        [
            "type": "web_search_result_location", "cited_text": .string(quote ?? ""), "url": .string(url ?? ""),
            "title": title.map { .string($0) } ?? nil, "encrypted_index": "",
        ]
    }
}
