/// The bytes of a `cache_control` object.
struct CacheMark: Equatable, Sendable {
    var bytes: [UInt8]
    /// As `{"type":"ephemeral"}`: five minutes, the vendor's default.
    static let ephemeral = CacheMark(bytes: Array(#"{"type":"ephemeral"}"#.utf8))
}
