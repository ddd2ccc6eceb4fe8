/// Notes that are being collected; what happens to every element of an array is noted once, at the first.
struct TranslationNotes: Equatable, Sendable {
    /// A client can name any number of unknown fields; a header cannot.
    static let limit = 32

    private(set) var all: [TranslationNote] = []
    private var seen: Set<TranslationNote> = []

    mutating func drop(_ path: JSONPath, _ why: String) { add(path, .dropped, why) }
    mutating func change(_ path: JSONPath, _ why: String) { add(path, .changed, why) }

    /// Notes a breakpoint of the cache that is not sent, where there is one.
    mutating func dropMark(_ mark: CacheMark?, at path: JSONPath) {
        if mark != nil { drop(path.appending("cache_control"), "only Messages has cache breakpoints") }
    }

    /// Notes everything that nobody took out of an object.
    mutating func dropRest(of object: ObjectReader) {
        for (_, value) in object.rest { drop(value.path, "the field is not known here") }
    }

    private mutating func add(_ path: JSONPath, _ what: TranslationNote.What, _ why: String) {
        guard all.count < Self.limit, seen.insert(TranslationNote(field: path.pattern, what: what, why: why)).inserted else { return }
        // A client's own names can be as long as they like.
        all.append(TranslationNote(field: String(path.description.prefix(160)), what: what, why: why))
    }
}

/// What a translation could not carry over, or had to change: for the response's header and the log.
package struct TranslationNote: Hashable, Sendable, CustomStringConvertible {
    /// What became of it.
    package enum What: String, Sendable {
        case dropped
        case changed
    }

    /// Where it stands in the request's body, or its name in the answer.
    package let field: String
    /// What became of it.
    package let what: What
    /// The reason, in a few words for a person.
    package let why: String

    /// All of it in one line.
    package var description: String { "\(field) \(what.rawValue): \(why)" }
}
