public struct Audio: Equatable, Sendable {
    /// `wav`, `mp3`, …
    public var format: String
    /// In base64.
    public var data: String
}
