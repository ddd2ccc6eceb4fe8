import ArgumentParser

/// A shell that commands are written for.
enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish, sh, dash, ksh, csh, tcsh

    /// The shell that a path leads to; nil for one that is not known.
    init?(path: String?) {
        guard let name = path?.split(separator: "/").last else { return nil }
        self.init(rawValue: String(name))
    }

    /// A command that sets an environment variable, whatever its value holds.
    func export(_ name: String, _ value: String) -> String {
        switch self {
        case .bash, .zsh, .sh, .dash, .ksh: "export \(name)=\(quoted(value))"
        case .fish: "set -gx \(name) \(quoted(value))"
        case .csh, .tcsh: "setenv \(name) \(quoted(value));"
        }
    }

    /// A command that sets a variable of the shell alone.
    func assign(_ name: String, _ value: String) -> String {
        switch self {
        case .bash, .zsh, .sh, .dash, .ksh: "\(name)=\(quoted(value))"
        case .fish: "set -g \(name) \(quoted(value))"
        case .csh, .tcsh: "set \(name) = \(quoted(value));"
        }
    }

    /// A text as one word in single quotes, in which each shell leaves all but a few characters alone.
    private func quoted(_ text: String) -> String {
        let inside =
            switch self {
            // POSIX.1-2024, 2.2.2: nothing but the quote itself ends the quotes.
            case .bash, .zsh, .sh, .dash, .ksh: text.replacing("'", with: #"'\''"#)
            // fish, "Quotes": only these two can be escaped.
            case .fish: text.replacing(#"\"#, with: #"\\"#).replacing("'", with: #"\'"#)
            // csh(1): history is substituted in single quotes too, and a line ends there unless a backslash stands before its end.
            case .csh, .tcsh:
                text.replacing("'", with: #"'\''"#).replacing("!", with: #"\!"#).replacing("\n", with: "\\\n")
            }
        return "'\(inside)'"
    }
}
