/// A setting as it stands in a configuration file.
struct ConfigEntry: Equatable, Sendable {
    let key: ConfigKey
    let value: ConfigValue
    /// Counted from 1.
    let line: Int
}
