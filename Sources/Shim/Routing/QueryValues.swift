/// The `name=value` pairs of a query.
enum QueryValues {
    /// The values of a name, decoded, in their order.
    static func all(of name: String, in query: String?) -> [String] {
        guard let query else { return [] }
        return query.split(separator: "&").compactMap { pair in
            pair.hasPrefix(name + "=") ? PercentEncoding.decoded(pair.dropFirst(name.count + 1)) : nil
        }
    }
}
