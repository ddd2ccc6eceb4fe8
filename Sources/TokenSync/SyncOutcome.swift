/// What became of one client's settings.
public struct SyncOutcome: Equatable, Sendable {
    public enum Result: Equatable, Sendable {
        /// Nothing had to be written; no byte changed.
        case unchanged
        case written([SettingChange])
        /// The client is not installed, and nobody asked for it by name.
        case notInstalled
        case failed(SettingsError)
    }

    public let client: ClientName
    /// The settings file, by the path that the client uses.
    public let file: String
    public let result: Result
    public let warnings: [SyncWarning]

    /// Whether the file was left as it is though it should be written.
    public var isFailure: Bool {
        if case .failed = result { true } else { false }
    }
}
