/// The formats that settings are written in.
enum SettingsFormat: String, CaseIterable, Sendable {
    /// JSON, and what editors allow in it: comments, trailing commas, a byte order mark.
    case json
    /// TOML 1.0.
    case toml
    /// YAML 1.1 and 1.2, as far as they agree.
    case yaml
    /// Variables for an environment, one a line.
    case dotenv

    /// Reads a settings file of this format; nil stands for a file that is not there.
    func document(_ bytes: [UInt8]?) throws(SettingsFault) -> any SettingsDocument {
        switch self {
        case .json: try JSONSettings(bytes ?? [])
        case .toml: try TOMLSettings(bytes ?? [])
        case .yaml: try YAMLSettings(bytes ?? [])
        case .dotenv: try DotenvSettings(bytes ?? [])
        }
    }
}
