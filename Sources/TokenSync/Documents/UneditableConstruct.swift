/// What a settings file may hold, but what is not edited, because an edit could change more than it should.
package enum UneditableConstruct: String, Equatable, Sendable {
    case alias = "an alias (*name)"
    case anchor = "an anchor (&name), whose value stands in other places too"
    case tag = "a tag (!name)"
    case mergeKey = "a merge key (<<)"
    case flowStyle = "a value in braces or brackets"
    case severalDocuments = "a second document (---)"
    case directive = "a directive (%)"
    case complexKey = "a complex key (?)"
    case severalLines = "a value over several lines"
    case duplicateKey = "the same name twice"
    case unusualLineBreak = "a line break that programs disagree about (U+0085, U+2028 or U+2029)"
    case reference = "a reference to another variable ($)"
}
