/// One `NAME=value` of a dotenv text.
struct DotenvVariable: Sendable {
    let name: String
    /// From the name, or `export` before it, to the value's last byte.
    let range: Range<Int>
    /// The value with its quotes.
    let value: Range<Int>
    /// Decoded; nil for one over several lines, or with a reference to another variable, which are not edited.
    let text: String?
    /// Why there is no text.
    let construct: UneditableConstruct?
}
