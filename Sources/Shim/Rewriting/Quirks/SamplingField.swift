/// A sampling parameter, and the value of it that even a model without sampling takes.
struct SamplingField: Sendable {
    let field: RequestField
    let accepted: Double?

    init(_ field: RequestField, accepting accepted: Double? = nil) {
        self.field = field
        self.accepted = accepted
    }
}
