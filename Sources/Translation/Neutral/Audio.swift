struct Audio: Equatable, Sendable {
    /// `wav`, `mp3`, …
    var format: String
    /// In base64.
    var data: String
}
