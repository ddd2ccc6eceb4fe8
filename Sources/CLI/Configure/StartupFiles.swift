import SystemSupport

/// The start-up files of the shells, in which a person may have written lines about this program.
struct StartupFiles {
    static let names = [
        ".bashrc", ".bash_profile", ".profile", ".zshrc", ".zprofile", ".zshenv", ".config/fish/config.fish",
    ]

    /// Nobody's start-up file is this long.
    private static let lineLimit = 100_000

    let home: String

    /// `FILE:LINE` for each line that names the program.
    var mentions: [String] {
        lines.filter { $0.text.contains("argo-shim") }.map(\.place)
    }

    /// The lines that set one of these variables, each with its `FILE:LINE`; never the values, which may be secrets.
    func assignments(of variables: [String]) -> [(place: String, variable: String)] {
        lines.compactMap { place, text in
            variables.first { Self.sets($0, text) }.map { (place, $0) }
        }
    }

    /// `NAME=…`, with `export` or without; `set -gx NAME …` of fish and `setenv NAME …` of csh.
    private static func sets(_ variable: String, _ line: String) -> Bool {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard let first = words.first else { return false }
        if first.hasPrefix("\(variable)=") { return true }
        switch first {
        case "export", "declare", "typeset": return words.dropFirst().contains { $0.hasPrefix("\(variable)=") }
        case "set", "setenv": return words.dropFirst().first { !$0.hasPrefix("-") }.map { $0 == variable } ?? false
        default: return false
        }
    }

    private var lines: [(place: String, text: String)] {
        Self.names.flatMap { name in
            var found: [(String, String)] = []
            WholeFile.readLines(of: "\(home)/\(name)") { line in
                found.append(("\(home)/\(name):\(found.count + 1)", String(line)))
                return found.count < Self.lineLimit
            }
            return found
        }
    }
}
