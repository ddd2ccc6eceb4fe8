struct Image: Equatable, Sendable {
    var source: MediaSource
    /// OpenAI's `detail`: `low`, `high`, `auto`.
    var detail: String?
}
