/// Every dialect has these fields, most of them under names of its own.
extension Sampling {
    /// Takes over a whole number and its place; a field that is not there changes nothing.
    mutating func read(
        _ reader: JSONReader?, into property: WritableKeyPath<Sampling, Int?>, as field: Field
    ) throws(TranslationError) {
        guard let reader else { return }
        self[keyPath: property] = try reader.requireInteger()
        paths[field] = reader.path
    }

    /// Takes over a number and its place; a field that is not there changes nothing.
    mutating func read(
        _ reader: JSONReader?, into property: WritableKeyPath<Sampling, JSONNumber?>, as field: Field
    ) throws(TranslationError) {
        guard let reader else { return }
        self[keyPath: property] = try reader.requireNumber()
        paths[field] = reader.path
    }
}
