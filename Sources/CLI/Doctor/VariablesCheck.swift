import SystemSupport
import TokenSync

/// Environment variables, here and in the shells' start-up files, that lead clients past the shim.
struct VariablesCheck {
    /// Claude Code takes each of them before its settings' helper and address.
    private static let claude = ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"]
    private static let proxies = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]

    let folders: UserFolders

    var findings: [Finding] { [proxy, variables] + startupFiles }

    private var proxy: Finding {
        let environment = folders.environment
        guard let name = Self.proxies.first(where: { environment[$0]?.isEmpty == false }) else {
            return .good("proxy", "No proxy is set in this shell.")
        }
        let entries = NoProxyEntries(environment)
        // What it would add is what is missing.
        guard entries.upperCase == environment["NO_PROXY"] || entries.lowerCase == environment["no_proxy"] else {
            return .warning(
                "proxy", "$\(name) is set, and $NO_PROXY does not include 127.0.0.1: clients would reach the shim through the proxy.",
                #"eval "$(argo-shim env --only NO_PROXY,no_proxy)""#)
        }
        return .good("proxy", "$\(name) is set, and $NO_PROXY includes 127.0.0.1.")
    }

    private var variables: Finding {
        let foreign = Self.claude.filter { name in folders.environment[name].map { !isOurs($0, for: name) } ?? false }
        guard !foreign.isEmpty else { return .good("variables", "No environment variable overrides Claude Code's settings.") }
        let names = foreign.map { "$\($0)" }.joined(separator: ", ")
        return .warning(
            "variables", "Claude Code's settings are overridden in this shell by \(names).", "unset \(foreign.joined(separator: " "))")
    }

    private var startupFiles: [Finding] {
        let lines = StartupFiles(home: folders.home).assignments(of: Self.claude)
        guard !lines.isEmpty else {
            return [.good("startup-files", "No start-up file of a shell overrides Claude Code's settings.")]
        }
        return lines.map { line in
            .warning(
                "startup-files", "\(line.place) sets $\(line.variable), which overrides Claude Code's settings.",
                "Remove the line if you do not need it.")
        }
    }

    /// The values that `argo-shim env` gives.
    private func isOurs(_ value: String, for name: String) -> Bool {
        if name == "ANTHROPIC_BASE_URL" { return value.hasPrefix("http://127.0.0.1:") && value.hasSuffix("/argoapi") }
        guard name == "ANTHROPIC_API_KEY" else { return false }
        // A token that cannot be read is nobody's; the check of the token says so.
        return (try? TokenFile(folder: folders.state).load())?.tokens.current.secret == value
    }
}

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
