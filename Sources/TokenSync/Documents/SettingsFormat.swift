/// The formats that settings are written in.
enum SettingsFormat: String, Sendable {
    /// JSON, and what editors allow in it: comments, trailing commas, a byte order mark.
    case json

    /// Reads a settings file of this format; nil stands for a file that is not there.
    func document(_ bytes: [UInt8]?) throws(SettingsFault) -> any SettingsDocument {
        switch self {
        case .json: try JSONSettings(bytes ?? [])
        }
    }
}
