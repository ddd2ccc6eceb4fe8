/// The one door for printing: data goes to standard output, everything for a person to standard error.
enum Console {
    /// A line of the command's result.
    static func line(_ text: String = "") {
        print(text)
        Process.flushStandardOutput()
    }

    /// A remark for the person at the terminal.
    static func note(_ text: String) {
        Process.writeToStandardError(text + "\n")
    }

    static func warning(_ text: String) {
        note("warning: " + text)
    }

    static func error(_ text: String) {
        note(text)
    }

    static func error(_ advice: Advice) {
        note("error: " + advice.summary)
        for hint in advice.hints { note("  " + hint) }
    }
}
