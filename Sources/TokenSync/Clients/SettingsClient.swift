/// A program that we configure: where its settings are, and what they shall say.
protocol SettingsClient: Sendable {
    var name: ClientName { get }
    /// Its presence says that the client is installed.
    var folder: String { get }
    var file: String { get }
    var format: SettingsFormat { get }

    /// What the settings shall say, in the order in which it is written.
    func edits(for access: ShimAccess) -> [SettingEdit]
}
