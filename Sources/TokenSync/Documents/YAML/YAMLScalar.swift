/// A scalar of a YAML text.
struct YAMLScalar: Equatable, Sendable {
    enum Style: Equatable, Sendable {
        case plain, singleQuoted, doubleQuoted
        /// `|` or `>`.
        case block
    }

    let style: Style
    /// Decoded; nil for one over several lines, which is not edited.
    let text: String?
}
