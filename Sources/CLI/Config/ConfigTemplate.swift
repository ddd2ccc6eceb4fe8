/// A configuration file as it is made new: every setting with a comment, those without a value commented out.
struct ConfigTemplate {
    let text: String

    /// - Parameter values: the settings that are in force.
    init(_ values: [ConfigKey: ConfigValue] = [:]) {
        let settings = ConfigKey.allCases.map { key in
            let line =
                values[key].map { "\(key.rawValue): \($0.yaml)" } ?? "# \(key.rawValue): \(key.example.yaml)"
            return "# \(key.comment)\n\(line)\n"
        }
        text = """
            # Settings of argo-shim: the options of `argo-shim run`. What the command line says goes before variables, these go before this
            # file. What is in force: argo-shim config show
            version: \(ConfigFile.version)


            """ + settings.joined(separator: "\n")
    }
}
