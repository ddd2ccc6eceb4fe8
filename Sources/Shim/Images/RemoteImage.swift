/// An image that was fetched.
struct RemoteImage: Equatable, Sendable {
    let format: ImageFormat
    /// In base64.
    let data: String
}
