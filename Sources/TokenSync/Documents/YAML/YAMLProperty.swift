/// An anchor or a tag before a node.
struct YAMLProperty: Sendable {
    let construct: UneditableConstruct
    let range: Range<Int>
}
