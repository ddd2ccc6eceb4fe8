/// What became of one client's settings.
package struct SyncOutcome: Equatable, Sendable {
    package enum Result: Equatable, Sendable {
        /// Nothing had to be written; no byte changed.
        case unchanged
        case written([SettingChange])
        /// The client is not installed, and nobody asked for it by name.
        case notInstalled
        case failed(SettingsError)
    }

    package let client: ClientName
    /// The settings file, by the path that the client uses.
    package let file: String
    package let result: Result
    package let warnings: [SyncWarning]

    /// Whether the file was left as it is though it should be written.
    package var isFailure: Bool {
        if case .failed = result { true } else { false }
    }
}
