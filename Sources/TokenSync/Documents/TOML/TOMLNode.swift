/// What stands under a path of a TOML text.
enum TOMLNode: Sendable {
    /// A value; `pair` is nil for an element of an array. `section` is the index of the section that it is written in.
    case value(TOMLValue, pair: TOMLPair?, section: Int)
    case table(TableOrigin)
    /// An array of tables with so many items.
    case arrayOfTables(count: Int)

    /// How a table comes into being.
    enum TableOrigin: Equatable, Sendable {
        /// It is the whole text.
        case root
        /// A header below it.
        case implicit
        /// Its own header, in the section of this index.
        case header(Int)
        /// A dotted key in the section of this index.
        case dotted(Int)
        /// A dotted key inside braces.
        case inline
    }
}
