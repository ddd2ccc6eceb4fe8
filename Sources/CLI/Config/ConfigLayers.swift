/// What counts of a command line, the environment and the configuration file: the first that says something about a setting.
struct ConfigLayers {
    let typed: TypedOptions
    /// Nil where there is none, or where the command line leaves it out.
    let file: ConfigFile?
    private let environment: [String: String]

    init(typed: TypedOptions, environment: [String: String], file: ConfigFile?) {
        self.typed = typed
        self.environment = environment
        self.file = typed.leavesFileOut ? nil : file
    }

    /// What of the file counts.
    var fileEntries: [ConfigEntry] {
        guard let file else { return [] }
        let displaced = ConfigKey.displaced(by: Set(typed.values.keys), among: Set(file.entries.map(\.key)))
        return file.entries.filter { !displaced.contains($0.key) && variable(for: $0.key) == nil }
    }

    /// The same as options.
    var fileArguments: [String] { fileEntries.flatMap { $0.value.arguments(for: $0.key) } }

    /// The value of a setting and where it comes from; nil for the value of a standard that the program does not know beforehand.
    ///
    /// - Parameter standard: the values where nobody says anything.
    func choice(for key: ConfigKey, standard: [ConfigKey: ConfigValue]) -> (value: ConfigValue?, origin: ConfigOrigin) {
        if let value = typed.values[key] { return (value, .option) }
        if let name = variable(for: key) { return (environment[name].map { .text($0) }, .variable(name)) }
        if let entry = fileEntries.first(where: { $0.key == key }) { return (entry.value, .file(line: entry.line)) }
        if let name = key.fallbackVariable, let value = environment[name], Self.saysSomething(value) {
            return (.text(value), .variable(name))
        }
        return (standard[key], .standard)
    }

    /// What the file says in vain: something stronger says it too.
    func shadowed(_ key: ConfigKey) -> ConfigEntry? {
        guard let entry = file?.entry(for: key), !fileEntries.contains(entry) else { return nil }
        return entry
    }

    /// The variable that says something about a setting. One that is blank says nothing, as `UserName` has it.
    private func variable(for key: ConfigKey) -> String? {
        key.variables.first { environment[$0].map(Self.saysSomething) ?? false }
    }

    private static func saysSomething(_ value: String) -> Bool { !value.allSatisfy(\.isWhitespace) }
}
