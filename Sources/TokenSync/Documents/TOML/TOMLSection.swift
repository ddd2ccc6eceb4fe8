/// The part of a TOML text from one header to the next; the first one has no header.
struct TOMLSection: Sendable {
    let path: [TOMLStep]
    /// From `[` to `]`; nil for the pairs before the first header.
    let header: Range<Int>?
    /// Whether the header is `[[…]]`.
    let isArrayItem: Bool
    var pairs: [TOMLPair] = []

    /// Behind the last value, or behind the header when there is none; nil for an empty first section.
    var end: Int? { pairs.last?.range.upperBound ?? header?.upperBound }
}
