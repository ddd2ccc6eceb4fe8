package import Logging

/// Where remarks of a running shim go: to the person at the terminal, or into a log that programs read, or that is read later.
package struct StatusOutput: Sendable {
    /// Nil for the terminal.
    private let logger: Logger?
    private let isQuiet: Bool

    /// - Parameter isQuiet: whether only warnings are wanted.
    package init(format: LogFormat, isInBackground: Bool = false, isQuiet: Bool = false, logger: Logger) {
        self.isQuiet = isQuiet
        self.logger = format == .json || isInBackground ? logger : nil
    }

    package func note(_ text: String) {
        if let logger { logger.notice("\(text)") } else if !isQuiet { Console.note(text) }
    }

    package func warning(_ text: String) {
        if let logger { logger.warning("\(text)") } else { Console.warning(text) }
    }
}
