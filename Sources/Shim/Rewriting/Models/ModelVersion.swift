/// The version in a model's name: 4.8 for `claude-opus-4-8`, 5.0 for `gpt-5-mini`.
struct ModelVersion: Comparable, Sendable {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int = 0) {
        self.major = major
        self.minor = minor
    }

    static func < (left: ModelVersion, right: ModelVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
