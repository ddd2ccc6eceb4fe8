import ArgumentParser
import TokenSync

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

    /// What the file says of services beside Argo.
    var services: ProviderConfig { file?.services ?? ProviderConfig() }

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

/// Where the value of a setting comes from, the strongest first.
enum ConfigOrigin: Equatable, Sendable {
    /// The command line.
    case option
    case variable(String)
    case file(line: Int)
    case standard
}

/// The options of a command line that are settings too, as they were typed.
struct TypedOptions: Equatable {
    private(set) var values: [ConfigKey: ConfigValue] = [:]
    /// Whether the configuration file counts for nothing.
    private(set) var leavesFileOut = false

    /// - Parameter arguments: behind the verb. What they say wrongly is the argument parser's matter.
    init(_ arguments: [String]) {
        var rest = arguments.prefix { $0 != "--" }[...]
        while let word = rest.popFirst() {
            if word == "--no-config" { leavesFileOut = true }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard word.hasPrefix("--"), let name = parts.first?.dropFirst(2), let key = ConfigKey(rawValue: String(name)) else { continue }
            if key.kind == .flag {
                values[key] = .flag(true)
            } else if let text = parts.count > 1 ? String(parts[1]) : rest.popFirst() {
                values[key] = value(text, for: key)
            }
        }
    }

    private func value(_ text: String, for key: ConfigKey) -> ConfigValue {
        switch key.kind {
        case .number: return Int(text).map { .number($0) } ?? .text(text)
        case .list where key == .jump: return .list(text.split(separator: ",").map(String.init))
        case .list:
            guard case .list(let earlier) = values[key] else { return .list([text]) }
            return .list(earlier + [text])
        default: return .text(text)
        }
    }
}

/// A command line, with what the configuration file adds to it.
struct ConfiguredCommandLine {
    /// The commands that take the options of `argo-shim run`.
    private static let verbs: [[String]] = [
        ["run"], ["start"], ["background"], ["restart"], ["doctor"], ["config", "show"], ["relay", "serve"],
    ]

    let arguments: [String]
    /// What was added; empty where the file adds nothing.
    let additions: [ConfigEntry]
    private let file: String
    /// Behind the verb.
    private let typed: [String]

    /// - Parameter typed: what follows the program's name.
    /// - Throws: `ConfigFaults` or `Advice` where the file is needed and is not right.
    init(_ typed: [String], folders: UserFolders) throws {
        file = ConfigFile.standardPath(folders)
        guard let verb = Self.verb(typed), !Self.asksForWords(typed) else {
            arguments = typed
            additions = []
            self.typed = []
            return
        }
        self.typed = Array(typed.dropFirst(verb))
        let layers = try ConfigLayers(of: self.typed, folders: folders)
        arguments = typed.prefix(verb) + layers.fileArguments + self.typed
        additions = layers.fileEntries
    }

    /// What to say behind a complaint about options: some of them may be nowhere on the command line.
    ///
    /// - Parameter complaint: the argument parser's words.
    func remark(on complaint: String) -> String? {
        let named = additions.filter { complaint.contains($0.key.option) }
        // It fails to be parsed where the mistake is in it. What is right by itself is not right together with the file.
        let concerned = named.isEmpty && (try? RunOptions.parse(typed)) != nil ? additions : named
        guard !concerned.isEmpty else { return nil }
        return concerned.map { "  \($0.key.option) is set in \(file):\($0.line)" }.joined(separator: "\n")
            + "\n  To ignore the file: --no-config"
    }

    /// The options of `argo-shim run` that come of a command line and the file.
    ///
    /// - Parameter typed: options of `argo-shim run`.
    static func options(_ typed: [String], folders: UserFolders = .ofThisProcess) throws -> RunOptions {
        try RunOptions.parse(ConfigLayers(of: typed, folders: folders).fileArguments + typed)
    }

    /// - Returns: how many words the verb has; nil for commands that the file does not concern.
    private static func verb(_ typed: [String]) -> Int? {
        // Without a verb it is `run`.
        guard let first = typed.first, !first.hasPrefix("-") else { return 0 }
        return verbs.first { typed.starts(with: $0) }?.count
    }

    /// Help is given whatever the file is like.
    private static func asksForWords(_ typed: [String]) -> Bool {
        typed.prefix { $0 != "--" }.contains { word in
            ["--help", "-h", "--version", "--help-hidden"].contains(word) || word.hasPrefix("--generate-completion")
                || word.hasPrefix("---")
        }
    }
}

extension ConfigLayers {
    /// - Parameter typed: options of `argo-shim run`.
    /// - Throws: `ConfigFaults` or `Advice` where the file is not right.
    init(of typed: [String], folders: UserFolders) throws {
        let options = TypedOptions(typed)
        let file = options.leavesFileOut ? nil : try ConfigFile.load(folders)
        self.init(typed: options, environment: folders.environment, file: file)
    }
}
