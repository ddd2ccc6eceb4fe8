/// What a configuration file says otherwise than when a shim was started, or looked at it last.
struct ConfigChange: Equatable {
    /// Settings that a shim takes over while it runs.
    static let changeable: Set<ConfigKey> = [.logLevel, .apiKeyHelper]

    /// What it takes over now.
    let taken: [ConfigKey]
    /// What only another start takes over.
    let waiting: [ConfigKey]

    /// - Parameters:
    ///   - running: the settings that the shim runs with.
    ///   - file: what counts of the file now.
    init(from running: [ConfigKey: ConfigValue], to file: [ConfigKey: ConfigValue]) {
        let changed = ConfigKey.allCases.filter { Self.effect(running[$0]) != Self.effect(file[$0]) }
        taken = changed.filter(Self.changeable.contains)
        waiting = changed.filter { !Self.changeable.contains($0) }
    }

    /// A flag that is false, or a list of nothing, is as if it were not there.
    private static func effect(_ value: ConfigValue?) -> ConfigValue? {
        value == .flag(false) || value == .list([]) ? nil : value
    }
}
