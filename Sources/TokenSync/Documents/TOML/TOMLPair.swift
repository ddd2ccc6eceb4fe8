/// One `key = value` of a TOML text.
struct TOMLPair: Sendable {
    /// The names in the key, of which a dotted one has several.
    let names: [String]
    let key: Range<Int>
    let value: TOMLValue

    /// From the key's first byte to the value's last one.
    var range: Range<Int> { key.lowerBound..<value.range.upperBound }
}
