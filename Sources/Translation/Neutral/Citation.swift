internal import LosslessJSON

/// Where a passage of an answer comes from.
struct Citation: Equatable, Sendable {
    var url: String?
    var title: String?
    /// The passage in the source.
    var quote: String?
    /// The passage in the answer's text, in characters from its beginning; nil where the dialect does not say.
    var range: Range<Int>?

    init(url: String? = nil, title: String? = nil, quote: String? = nil, range: Range<Int>? = nil) {
        self.url = url
        self.title = title
        self.quote = quote
        self.range = range
    }

    /// - Returns: nil where either bound is missing or they do not follow each other.
    static func range(_ start: Int?, _ end: Int?) -> Range<Int>? {
        guard let start, let end, start >= 0, start <= end else { return nil }
        return start..<end
    }
}
