import SystemSupport
import TokenSync

/// The one door for printing: data goes to standard output, everything for a person to standard error.
enum Console {
    /// A line of the command's result, as it is.
    static func line(_ text: String = "") {
        print(text)
        CurrentProcess.flushStandardOutput()
    }

    /// A part of the command's result that somebody else has written. A person's terminal is shown text alone: no bell, no commands.
    static func piece(_ text: String) {
        let isText = { (scalar: Unicode.Scalar) in scalar == "\n" || scalar == "\t" || scalar.properties.generalCategory != .control }
        print(
            CurrentProcess.showsOutputToPerson ? String(String.UnicodeScalarView(text.unicodeScalars.filter(isText))) : text, terminator: ""
        )
        CurrentProcess.flushStandardOutput()
    }

    /// A line of the command's result that is in our own words.
    static func words(_ text: String) {
        line(outputStyle.spelled(text))
    }

    /// A remark for the person at the terminal.
    static func note(_ text: String) {
        CurrentProcess.writeToStandardError(errorStyle.spelled(text) + "\n")
    }

    static func warning(_ text: String) {
        note(errorStyle.emphasized("warning:", .caution) + " " + text)
    }

    static func error(_ text: String) {
        let word = "error:"
        note(text.hasPrefix(word) ? errorStyle.emphasized(word, .bad) + text.dropFirst(word.count) : text)
    }

    static func error(_ advice: Advice) {
        error("error: " + advice.summary)
        for hint in advice.hints { note("  " + hint) }
    }

    /// Puts a question to the person at the terminal.
    ///
    /// - Returns: the line that they type; nil at the end of the input.
    static func answer(to question: String) -> String? {
        CurrentProcess.writeToStandardError(errorStyle.spelled(question))
        return readLine()
    }

    /// What is being waited for, on a line of its own that `endProgress` takes away; nothing where no person sees it.
    static func progress(_ text: String) {
        let style = errorStyle
        guard style.rewritesLines else { return }
        CurrentProcess.writeToStandardError("\r\u{1B}[K" + style.spelled(text))
    }

    static func endProgress() { progress("") }

    static var outputStyle: OutputStyle {
        OutputStyle(environment: UserFolders.ofThisProcess.environment, isTerminal: CurrentProcess.showsOutputToPerson)
    }

    static var errorStyle: OutputStyle {
        OutputStyle(environment: UserFolders.ofThisProcess.environment, isTerminal: CurrentProcess.showsErrorsToPerson)
    }
}
