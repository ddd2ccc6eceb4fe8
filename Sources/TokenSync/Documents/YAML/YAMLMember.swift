/// One `key: value` of a mapping.
struct YAMLMember: Sendable {
    let name: String
    /// From the key's first byte to its colon, which is part of it.
    let key: Range<Int>
    let value: YAMLNode
}
