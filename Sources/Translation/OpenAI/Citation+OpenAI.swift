internal import LosslessJSON

/// Annotations of type `url_citation`: nested in Chat, flat in Responses.
extension Citation {
    init?(annotation: JSONReader) {
        guard annotation.string("type") == "url_citation" else { return nil }
        let inner = annotation.value("url_citation") ?? annotation
        self.init(
            url: inner.string("url"), title: inner.string("title"),
            range: Self.range(inner.integer("start_index"), inner.integer("end_index"))
        )
    }

    private var members: [JSONValue.Member] {
        [
            .init("start_index", .integer(range?.lowerBound ?? 0)), .init("end_index", .integer(range?.upperBound ?? 0)),
            .init("title", .string(title ?? "")), .init("url", .string(url ?? "")),
        ]
    }

    var chatAnnotation: JSONValue { ["type": "url_citation", "url_citation": .object(members)] }
    var responsesAnnotation: JSONValue { .object([.init("type", "url_citation")] + members) }
}
