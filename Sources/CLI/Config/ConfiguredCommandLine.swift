import ArgumentParser
import TokenSync

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
        return concerned.map { "  \($0.key.option) stands in \(file):\($0.line)" }.joined(separator: "\n")
            + "\n  To leave the file out of account: --no-config"
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
        let file = options.leavesFileOut ? nil : try ConfigFile.load(ConfigFile.standardPath(folders), home: folders.home)
        self.init(typed: options, environment: folders.environment, file: file)
    }
}
