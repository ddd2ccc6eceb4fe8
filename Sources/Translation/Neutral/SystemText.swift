/// A text of the system, with the mark at which a Messages prompt is cached.
public struct SystemText: Equatable, Sendable {
    public var text: String
    public var isDeveloper: Bool
    public var cache: CacheMark?
    public var path: JSONPath
}
