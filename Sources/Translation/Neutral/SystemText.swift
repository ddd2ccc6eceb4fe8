/// A text of the system, with the mark at which a Messages prompt is cached.
struct SystemText: Equatable, Sendable {
    var text: String
    var isDeveloper: Bool
    var cache: CacheMark?
    var path: JSONPath
}
