import ArgumentParser

/// A word that stands where the name of a command belongs, and is none.
struct UnknownCommand: Equatable {
    /// What it was looked for in: `argo-shim`, `argo-shim token`.
    let parent: String
    let name: String
    /// The command that may have been meant, as it is typed.
    let nearest: String?

    /// - Parameter arguments: what follows the program's name.
    /// - Returns: nil where the words are commands, as far as commands can be told from what belongs to them.
    static func found(in arguments: [String]) -> UnknownCommand? {
        var path = [ArgoShim._commandName]
        var known = ArgoShim.configuration.subcommands
        // What `help` is asked about is a command, too.
        for word in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            guard !known.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let next = known.first(where: { $0._commandName == word }) else {
                let parent = path.joined(separator: " ")
                let names = known.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
                let nearest = NearestName(to: word, among: names).name.map { "\(parent) \($0)" }
                return UnknownCommand(parent: parent, name: word, nearest: nearest)
            }
            known = next.configuration.subcommands
            path.append(word)
        }
        return nil
    }
}

extension Advice {
    init(_ error: UnknownCommand) {
        self.init(
            "\(error.parent) has no command '\(error.name)'.",
            hints: (error.nearest.map { ["The nearest: \($0)"] } ?? []) + ["All of them: \(error.parent) --help"], exitCode: .usage)
    }
}
