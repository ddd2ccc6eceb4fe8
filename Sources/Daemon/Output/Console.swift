import SystemSupport
import TokenSync

/// The one door for printing: data goes to standard output, everything for a person to standard error.
package enum Console {
    /// A line of the command's result, as it is.
    package static func line(_ text: String = "") {
        print(text)
        CurrentProcess.flushStandardOutput()
    }

    /// A part of the command's result that somebody else has written. A person's terminal is shown text alone: no bell, no commands.
    package static func piece(_ text: String) {
        let isText = { (scalar: Unicode.Scalar) in scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control }
        print(
            CurrentProcess.showsOutputToPerson ? String(String.UnicodeScalarView(text.unicodeScalars.filter(isText))) : text, terminator: ""
        )
        CurrentProcess.flushStandardOutput()
    }

    /// A line of the command's result that is in our own words.
    package static func words(_ text: String) {
        line(outputStyle.spelled(text))
    }

    /// A remark for the person at the terminal.
    package static func note(_ text: String) {
        CurrentProcess.writeToStandardError(errorStyle.spelled(text) + "\n")
    }

    package static func warning(_ text: String) {
        note(errorStyle.emphasized("warning:", .caution) + " " + text)
    }

    package static func error(_ text: String) {
        let word = "error:"
        note(text.hasPrefix(word) ? errorStyle.emphasized(word, .bad) + text.dropFirst(word.count) : text)
    }

    package static func error(_ advice: Advice) {
        error("error: " + advice.summary)
        for hint in advice.hints { note("  " + hint) }
    }

    /// Puts a question to the person at the terminal.
    ///
    /// - Returns: the line that they type; nil at the end of the input.
    package static func answer(to question: String) -> String? {
        CurrentProcess.writeToStandardError(errorStyle.spelled(question))
        return readLine()
    }

    /// What is being waited for, on a line of its own that `endProgress` takes away; nothing where no person sees it.
    package static func progress(_ text: String) {
        let style = errorStyle
        guard style.rewritesLines else { return }
        CurrentProcess.writeToStandardError("\r\u{1B}[K" + style.spelled(text))
    }

    package static func endProgress() { progress("") }

    package static var outputStyle: OutputStyle {
        OutputStyle(environment: UserFolders.ofThisProcess.environment, isTerminal: CurrentProcess.showsOutputToPerson)
    }

    package static var errorStyle: OutputStyle {
        OutputStyle(environment: UserFolders.ofThisProcess.environment, isTerminal: CurrentProcess.showsErrorsToPerson)
    }
}

/// Rows of words in columns, each as wide as its widest word; the last one is as it is.
package struct TextTable {
    package let lines: [String]

    /// - Parameter rows: of the same number of words each.
    package init(_ rows: [[String]]) {
        let widths = (0..<max(0, (rows.first?.count ?? 0) - 1)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        lines = rows.map { row in
            (zip(row, widths).map { $0.padded(to: $1) } + row.dropFirst(widths.count)).joined(separator: "  ")
        }
    }
}

extension String {
    /// With blanks behind it, up to so many characters.
    package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

/// How words for people look where they are shown: with colour or without, with all characters or with those of ASCII.
package struct OutputStyle: Equatable {
    package enum Emphasis: String {
        // ECMA-48, 8.3.117.
        case good = "32"
        case caution = "33"
        case bad = "31"
    }

    /// Those that our own words have beside ASCII's.
    private static let substitutes = [("✅ ", ""), ("…", "..."), ("→", "->"), ("−", "-")]

    /// Whether what is shown can be taken back.
    package let rewritesLines: Bool
    package let hasColour: Bool
    package let isASCII: Bool

    /// - Parameters:
    ///   - environment: `NO_COLOR` as no-color.org has it, `TERM`, and the language as POSIX has it (POSIX.1-2024, 8.2).
    ///   - isTerminal: whether a person sees it, and no program.
    package init(environment: [String: String], isTerminal: Bool) {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        rewritesLines = isTerminal && value("TERM") ?? "dumb" != "dumb"
        // A terminal that can clear a line can show colours, which a person may not want.
        hasColour = rewritesLines && value("NO_COLOR") == nil
        let language = (value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "C").lowercased()
        isASCII = !language.contains("utf-8") && !language.contains("utf8")
    }

    /// Our own words with the characters that can be shown.
    package func spelled(_ text: String) -> String {
        guard isASCII else { return text }
        return Self.substitutes.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    package func emphasized(_ text: String, _ emphasis: Emphasis) -> String {
        hasColour ? "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m" : text
    }
}
