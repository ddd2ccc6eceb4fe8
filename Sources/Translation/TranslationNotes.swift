/// Notes that are being collected; what happens to every element of an array is noted once, at the first.
package struct TranslationNotes: Equatable, Sendable {
    /// A client can name any number of unknown fields; a header cannot.
    static let limit = 32

    package private(set) var all: [TranslationNote] = []
    private var seen: Set<TranslationNote> = []

    package init() {}

    mutating func drop(_ path: JSONPath, _ why: String) { add(path, .dropped, why) }
    mutating func change(_ path: JSONPath, _ why: String) { add(path, .changed, why) }

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
