public struct Image: Equatable, Sendable {
    public var source: MediaSource
    /// OpenAI's `detail`: `low`, `high`, `auto`.
    public var detail: String?
}
