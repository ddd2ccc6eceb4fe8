/// Makes the ids of one answer from a seed, so that the translation itself holds no randomness.
package struct IdentifierGenerator: Sendable {
    private let seed: String
    private var count = 0

    /// - Parameter seed: letters and digits that no other answer has; the caller draws them at random.
    package init(seed: String) {
        self.seed = seed
    }

    /// - Parameter prefix: what ids of this kind begin with, such as `call_`.
    mutating func next(_ prefix: String) -> String {
        defer { count += 1 }
        return count == 0 ? prefix + seed : "\(prefix)\(seed)\(count)"
    }
}
