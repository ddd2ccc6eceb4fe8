public struct File: Equatable, Sendable {
    public enum Source: Equatable, Sendable {
        case media(MediaSource)
        /// A document of plain text.
        case text(String)
        /// A document of parts: texts and images.
        case parts([Part])
    }

    public var source: Source
    /// A file name or a title.
    public var name: String?
    /// What Messages says beside a document.
    public var context: String?
    public var hasCitations = false
}
