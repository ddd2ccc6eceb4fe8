struct File: Equatable, Sendable {
    enum Source: Equatable, Sendable {
        case media(MediaSource)
        /// A document of plain text.
        case text(String)
        /// A document of parts: texts and images.
        case parts([Part])
    }

    var source: Source
    /// A file name or a title.
    var name: String?
    /// What Messages says beside a document.
    var context: String?
    var hasCitations = false
}
