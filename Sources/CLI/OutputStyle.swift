/// How words for people look where they are shown: with colour or without, with all characters or with those of ASCII.
struct OutputStyle: Equatable {
    enum Emphasis: String {
        // ECMA-48, 8.3.117.
        case good = "32"
        case caution = "33"
        case bad = "31"
    }

    /// Those that our own words have beside ASCII's.
    private static let substitutes = [("✅ ", ""), ("…", "..."), ("→", "->"), ("−", "-")]

    /// Whether what is shown can be taken back.
    let rewritesLines: Bool
    let hasColour: Bool
    let isASCII: Bool

    /// - Parameters:
    ///   - environment: `NO_COLOR` as no-color.org has it, `TERM`, and the language as POSIX has it (POSIX.1-2024, 8.2).
    ///   - isTerminal: whether a person sees it, and no program.
    init(environment: [String: String], isTerminal: Bool) {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        rewritesLines = isTerminal && value("TERM") ?? "dumb" != "dumb"
        // A terminal that can clear a line can show colours, which a person may not want.
        hasColour = rewritesLines && value("NO_COLOR") == nil
        let language = (value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "C").lowercased()
        isASCII = !language.contains("utf-8") && !language.contains("utf8")
    }

    /// Our own words with the characters that can be shown.
    func spelled(_ text: String) -> String {
        guard isASCII else { return text }
        return Self.substitutes.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    func emphasized(_ text: String, _ emphasis: Emphasis) -> String {
        hasColour ? "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m" : text
    }
}
