/// One `- value` of a sequence.
struct YAMLItem: Sendable {
    /// Offset of the dash.
    let dash: Int
    let value: YAMLNode
}
