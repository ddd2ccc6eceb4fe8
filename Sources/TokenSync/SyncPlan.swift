/// What would be changed in whose settings.
public struct SyncPlan: Sendable {
    public enum State: Equatable, Sendable {
        /// The settings say what they shall.
        case right
        /// We wrote these settings, and they no longer say what they shall.
        case drifted
        /// We never wrote these settings.
        case notConfigured
        /// The client has no folder here, and nobody asked for it by name.
        case notInstalled
        case refused(SettingsError)
    }

    public struct Item: Sendable {
        public let client: ClientName
        /// The settings file, by the path that the client uses.
        public let file: String
        public let state: State
        /// The values that would change, in the order in which they are written.
        public let changes: [SettingChange]
        public let warnings: [SyncWarning]
        let format: SettingsFormat
        let edits: [SettingEdit]
    }

    /// One for each client.
    public let items: [Item]
}
